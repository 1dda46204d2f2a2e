package dev.nexs.orm;

import dev.nexs.orm.hibernate.TenantDataSources;
import dev.nexs.orm.resilience.internal.ConnectionSource;
import dev.nexs.orm.resilience.internal.ConsistencyMemory;
import dev.nexs.orm.routing.internal.Borrowed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Connections of whichever tenant is current, of the node that shows what its unit has to see. */
record TenantUnits(
        TenantDataSources tenants,
        Supplier<Object> current,
        Object identity,
        @Nullable Duration time) implements ConnectionSource, ConsistencyMemory {

    @Override
    public ConnectionSource within(Duration limit) {
        return new TenantUnits(tenants, current, identity, limit);
    }

    /** Borrows from one node. */
    private interface Choice {
        Borrowed of(ConnectionSource source) throws SQLException;
    }

    private Borrowed borrow(Choice choice) throws SQLException {
        Borrowed[] lent = new Borrowed[1];
        Connection dressed = tenants.borrow(current.get(), source -> {
            ConnectionSource connections = NexsConnections.of(source, identity);
            lent[0] = choice.of(time == null ? connections : connections.within(time));
            return lent[0].connection();
        });
        return lent[0].with(dressed);
    }

    @Override
    public Borrowed writer() throws SQLException {
        return borrow(ConnectionSource::writer);
    }

    @Override
    public Borrowed writerWithin(Duration limit) throws SQLException {
        return borrow(source -> source.writerWithin(limit));
    }

    @Override
    public Borrowed reader(
            ReadPreference preference, boolean session, @Nullable ConsistencyToken minimum, Duration wait)
            throws SQLException {
        return borrow(source -> source.reader(preference, session, minimum, wait));
    }

    @Override
    public void release(Connection connection) throws SQLException {
        connection.close();
    }

    @Override
    public boolean isOurs() {
        return true;
    }

    @Override
    public @Nullable ConsistencyToken token() throws SQLException {
        return tenants.cluster(current.get()).seen().token();
    }

    @Override
    public void wrote(ConsistencyToken position) {
        tenants.cluster(current.get()).seen().wrote(position);
    }
}
