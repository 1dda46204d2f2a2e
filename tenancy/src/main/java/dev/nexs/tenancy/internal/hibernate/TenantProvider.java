package dev.nexs.tenancy.internal.hibernate;

import dev.nexs.orm.NexsConfigurationException;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.hibernate.TenantDataSources;
import dev.nexs.tenancy.Tenancy;
import dev.nexs.tenancy.internal.TenancyCore;
import dev.nexs.tenancy.internal.TenantConnections.Access;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hibernate.HibernateException;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.engine.jdbc.connections.spi.MultiTenantConnectionProvider;
import org.hibernate.service.UnknownUnwrapTypeException;
import org.hibernate.service.spi.Configurable;
import org.hibernate.service.spi.Stoppable;
import org.jspecify.annotations.Nullable;

/** Hands Hibernate the connections of tenants, and those of the tables' owner for its own purposes. */
final class TenantProvider implements MultiTenantConnectionProvider<Object>, Configurable, Stoppable {

    private final transient TenantResolver resolver;
    private transient @Nullable Tenancy tenancy;
    private transient boolean owned;
    private transient boolean autoCommitOff;
    private transient Access writing = Access.WRITE;

    TenantProvider(TenantResolver resolver) {
        this.resolver = resolver;
    }

    @Override
    public void configure(Map<String, Object> settings) {
        Object given = settings.get(NexsSettings.TENANCY_INSTANCE);
        if (given != null && !(given instanceof Tenancy)) {
            throw new NexsConfigurationException(List.of(NexsSettings.TENANCY_INSTANCE + " is a "
                    + given.getClass().getName() + "; allowed is a " + Tenancy.class.getName()));
        }
        owned = given == null;
        Tenancy opened = given instanceof Tenancy instance ? instance : Tenancy.of(TenancyCore.open(settings, null));
        tenancy = opened;
        resolver.bind(opened.core());
        autoCommitOff = Boolean.parseBoolean(
                String.valueOf(settings.get(JdbcSettings.CONNECTION_PROVIDER_DISABLES_AUTOCOMMIT)));
        Object mode = settings.get(JdbcSettings.CONNECTION_HANDLING);
        boolean held = mode != null && mode.toString().toUpperCase(Locale.ROOT).endsWith("HOLD");
        writing = held ? Access.ROUTED : Access.WRITE;
    }

    TenantResolver resolver() {
        return resolver;
    }

    Tenancy tenancy() {
        if (tenancy == null) {
            throw new HibernateException("The tenancy is closed; the session factory that owned it is, too");
        }
        return tenancy;
    }

    TenancyCore core() {
        return tenancy().core();
    }

    @Override
    public Connection getAnyConnection() throws SQLException {
        return core().controlConnection();
    }

    @Override
    public void releaseAnyConnection(Connection connection) throws SQLException {
        connection.close();
    }

    @Override
    public Connection getConnection(Object tenant) throws SQLException {
        return borrow(tenant, writing);
    }

    @Override
    public Connection getReadOnlyConnection(Object tenant) throws SQLException {
        return borrow(tenant, Access.READ);
    }

    private Connection borrow(Object tenant, Access access) throws SQLException {
        Connection connection = core().connections().borrow(TenantResolver.toName(tenant), access);
        try {
            if (autoCommitOff && connection.getAutoCommit()) {
                connection.setAutoCommit(false);
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public void releaseConnection(Object tenant, Connection connection) throws SQLException {
        connection.close();
    }

    @Override
    public void releaseReadOnlyConnection(Object tenant, Connection connection) throws SQLException {
        connection.close();
    }

    @Override
    public boolean supportsAggressiveRelease() {
        return false;
    }

    @Override
    public boolean handlesConnectionReadOnly() {
        return true;
    }

    @Override
    public boolean handlesConnectionSchema() {
        return true;
    }

    @Override
    public boolean isUnwrappableAs(Class<?> type) {
        return type.isInstance(this)
                || type == Tenancy.class
                || type == NexsDataSource.class
                || type == TenantDataSources.class;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        if (type == Tenancy.class) {
            return type.cast(tenancy());
        }
        if (type == TenantDataSources.class) {
            return type.cast(new Units(core()));
        }
        if (type == NexsDataSource.class) {
            return type.cast(core().main());
        }
        throw new UnknownUnwrapTypeException(type);
    }

    @Override
    public void stop() {
        Tenancy opened = tenancy;
        tenancy = null;
        if (owned && opened != null) {
            opened.close();
        }
    }

    /** What units of work ask. */
    private record Units(TenancyCore core) implements TenantDataSources {

        @Override
        public Connection borrow(Object tenant, Borrower borrower) throws SQLException {
            return core.connections().borrow(TenantResolver.toName(tenant), borrower);
        }

        @Override
        public NexsDataSource cluster(Object tenant) {
            return core.cluster(TenantResolver.toName(tenant));
        }
    }
}
