package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.routing.internal.Borrowed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Connections of any datasource that leads to one primary: every read shows everything. */
public record DataSourceConnections(DataSource source) implements ConnectionSource {

    @Override
    public Borrowed writer() throws SQLException {
        return Borrowed.of(source.getConnection());
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
        connection.close();
    }

    @Override
    public Object identity() {
        return source;
    }

    @Override
    public boolean isOurs() {
        return false;
    }
}
