package dev.nexs.orm.hibernate.transactions;

import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.resilience.internal.ConnectionSource;
import dev.nexs.orm.resilience.internal.Impatient;
import dev.nexs.orm.routing.internal.Borrowed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/**
 * Connections as a session of the current tenant would get them: each is had from an empty session, which is closed when
 * it is given back. Units go to the tenant's primary.
 */
final class TenantConnections implements ConnectionSource {

    private final SessionFactory factory;
    private final Map<Connection, Session> donors = Collections.synchronizedMap(new IdentityHashMap<>());

    TenantConnections(SessionFactory factory) {
        this.factory = factory;
    }

    @Override
    public Borrowed writer() throws SQLException {
        return lend(factory.openSession());
    }

    private Borrowed lend(Session donor) {
        try {
            Connection connection = donor.unwrap(SharedSessionContractImplementor.class)
                    .getJdbcCoordinator()
                    .getLogicalConnection()
                    .getPhysicalConnection();
            donors.put(connection, donor);
            return Borrowed.of(connection);
        } catch (RuntimeException e) {
            donor.close();
            throw e;
        }
    }

    /** The tenant is that of this thread. */
    @Override
    public Borrowed writerWithin(Duration time) throws SQLException {
        Session donor = factory.openSession();
        return Impatient.borrow(time, () -> lend(donor), this::release);
    }

    @Override
    public Borrowed reader(
            ReadPreference preference, boolean session, @Nullable ConsistencyToken minimum, Duration wait)
            throws SQLException {
        return writer();
    }

    @Override
    public void release(Connection connection) throws SQLException {
        Session donor = donors.remove(connection);
        if (donor == null) {
            return;
        }
        try {
            donor.close();
        } catch (RuntimeException e) {
            throw new SQLException("A tenant's session could not be closed", e);
        }
    }

    @Override
    public Object identity() {
        return factory;
    }

    @Override
    public boolean isOurs() {
        return true;
    }
}
