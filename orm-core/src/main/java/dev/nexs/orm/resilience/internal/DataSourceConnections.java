package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.ReadPreference;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Connections of any datasource that leads to one primary: every read shows everything. */
public record DataSourceConnections(DataSource source) implements ConnectionSource {

    @Override
    public Connection writer() throws SQLException {
        return source.getConnection();
    }

    @Override
    public Connection reader(ReadPreference preference, @Nullable ConsistencyToken minimum, Duration wait)
            throws SQLException {
        return source.getConnection();
    }

    @Override
    public void release(Connection connection) throws SQLException {
        connection.close();
    }

    @Override
    public Object identity() {
        return source;
    }

    @Override
    public boolean hasReplicas() {
        return false;
    }
}
