package dev.nexs.orm.pool;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;

/** Borrows from one pool as the routing does for someone who has no choice. */
public final class Borrowing {

    private Borrowing() {}

    public static Connection from(NodePool pool, Duration patience) throws SQLException {
        Connection connection = pool.await(System.nanoTime() + patience.toNanos(), false);
        if (connection == null) {
            throw pool.failure(patience);
        }
        return connection;
    }

    public static PoolListener telling(Consumer<SQLException> onFatal) {
        return new PoolListener() {
            @Override
            public void opened(Connection physical) {}

            @Override
            public void fatal(SQLException cause) {
                onFatal.accept(cause);
            }
        };
    }
}
