package dev.nexs.orm;

import dev.nexs.orm.resilience.internal.ConnectionSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Connections of a NexsDataSource: it finds the node that shows what a unit has to see. */
record NexsConnections(NexsDataSource source, Object identity) implements ConnectionSource {

    @Override
    public Connection writer() throws SQLException {
        return source.getConnection();
    }

    @Override
    public Connection reader(ReadPreference preference, @Nullable ConsistencyToken minimum, Duration wait)
            throws SQLException {
        return minimum == null
                ? source.getConnection(preference)
                : source.router().acquire(preference, minimum.position(), wait);
    }

    @Override
    public void release(Connection connection) throws SQLException {
        connection.close();
    }

    @Override
    public boolean hasReplicas() {
        return true;
    }
}
