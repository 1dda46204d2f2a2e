package dev.nexs.orm.hibernate.transactions;

import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.hibernate.TenantDataSources;
import dev.nexs.orm.resilience.internal.ConnectionSource;
import dev.nexs.orm.resilience.internal.Impatient;
import dev.nexs.orm.routing.internal.Borrowed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.boot.spi.SessionFactoryOptions;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.hibernate.engine.jdbc.connections.spi.MultiTenantConnectionProvider;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;

/** Connections of whatever provider a session factory has; every unit goes to the primary. */
public final class ProviderConnections implements ConnectionSource {

    private final SessionFactory factory;
    private final ConnectionProvider provider;

    private ProviderConnections(SessionFactory factory, ConnectionProvider provider) {
        this.factory = factory;
        this.provider = provider;
    }

    /** {@return the datasource behind a session factory, if there is one} */
    public static @Nullable DataSource dataSource(SessionFactory factory) {
        ConnectionProvider provider = provider(factory);
        return provider != null && provider.isUnwrappableAs(DataSource.class)
                ? provider.unwrap(DataSource.class)
                : null;
    }

    /** {@return the datasources of tenants behind a session factory, if they are ours} */
    public static @Nullable TenantDataSources tenants(SessionFactory factory) {
        MultiTenantConnectionProvider<?> provider = factory.unwrap(SessionFactoryImplementor.class)
                .getServiceRegistry()
                .getService(MultiTenantConnectionProvider.class);
        return provider != null && provider.isUnwrappableAs(TenantDataSources.class)
                ? provider.unwrap(TenantDataSources.class)
                : null;
    }

    /** {@return whose session a unit opens now} */
    public static Object tenant(SessionFactory factory) {
        Object tenant = Tenants.current(factory);
        if (tenant == null) {
            throw new IllegalStateException(
                    "No tenant is set for this thread, so it is not known whose unit of work this is; run it in"
                            + " TenantContext.run(tenant, …)");
        }
        return tenant;
    }

    /** {@return whether Hibernate does something to each connection for its tenant, or has another one for each} */
    public static boolean areOfTenants(SessionFactory factory) {
        SessionFactoryOptions options =
                factory.unwrap(SessionFactoryImplementor.class).getSessionFactoryOptions();
        return provider(factory) == null
                || options.getTenantSchemaMapper() != null
                || options.getTenantCredentialsMapper() != null;
    }

    /** {@return where the units of {@code factory} get their connections if Hibernate has to be asked for them} */
    public static ConnectionSource of(SessionFactory factory) {
        ConnectionProvider provider = provider(factory);
        return provider == null || areOfTenants(factory)
                ? new TenantConnections(factory)
                : new ProviderConnections(factory, provider);
    }

    private static @Nullable ConnectionProvider provider(SessionFactory factory) {
        SessionFactoryImplementor implementor = factory.unwrap(SessionFactoryImplementor.class);
        return implementor.getServiceRegistry().getService(MultiTenantConnectionProvider.class) == null
                ? implementor.getServiceRegistry().getService(ConnectionProvider.class)
                : null;
    }

    @Override
    public Borrowed writer() throws SQLException {
        return Borrowed.of(provider.getConnection());
    }

    @Override
    public Borrowed writerWithin(Duration time) throws SQLException {
        return Impatient.borrow(time, this::writer, this::release);
    }

    @Override
    public Borrowed reader(
            ReadPreference preference, boolean session, @Nullable ConsistencyToken minimum, Duration wait)
            throws SQLException {
        return writer();
    }

    @Override
    public void release(Connection connection) throws SQLException {
        provider.closeConnection(connection);
    }

    @Override
    public Object identity() {
        return factory;
    }

    @Override
    public boolean isOurs() {
        return false;
    }
}
