package dev.nexs.orm.resilience;

import dev.nexs.orm.jdbc.DelegatingConnection;
import java.sql.Connection;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * A datasource that lends one connection again and again, so that connecting does not count. It takes nothing back of what
 * a borrower did to the connection: not every pool does.
 */
final class SingleConnection extends DelegatingConnection {

    private final Connection connection;

    private SingleConnection(Connection connection) {
        this.connection = connection;
    }

    static DataSource of(Connection connection) {
        Connection lent = new SingleConnection(connection);
        return new AbstractDataSource() {
            @Override
            public Connection getConnection() {
                return lent;
            }

            @Override
            public Connection getConnection(String username, String password) {
                return lent;
            }
        };
    }

    @Override
    protected Connection target() {
        return connection;
    }

    /** Lent again. */
    @Override
    public void close() {
        // not closed
    }
}
