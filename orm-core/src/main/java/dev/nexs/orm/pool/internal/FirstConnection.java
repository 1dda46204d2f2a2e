package dev.nexs.orm.pool.internal;

import dev.nexs.orm.jdbc.OwnQuery;
import dev.nexs.orm.pool.NodeAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the first connection to a node and says what an operator should know: that the pool is larger than the
 * server allows, and that a pooler stands in between. One round trip per pool; a failure of it is only logged.
 */
final class FirstConnection {

    private static final Logger LOG = LoggerFactory.getLogger(FirstConnection.class);

    /** The setting {@code reserved_connections} exists since PostgreSQL 16. */
    private static final String QUESTION = OwnQuery.MARK + """
            SELECT pg_backend_pid(),
                   current_setting('max_connections')::int,
                   current_setting('superuser_reserved_connections')::int
                     + coalesce(current_setting('reserved_connections', true), '0')::int,
                   r.rolname, r.rolconnlimit, r.rolsuper
            FROM pg_roles r WHERE r.rolname = current_user""";

    private final NodeAddress node;
    private final int poolSize;
    private final AtomicBoolean looked = new AtomicBoolean();

    FirstConnection(NodeAddress node, int poolSize) {
        this.node = node;
        this.poolSize = poolSize;
    }

    void look(Connection connection) {
        if (!looked.compareAndSet(false, true)) {
            return;
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(QUESTION)) {
            if (row.next()) {
                checkPooler(connection.unwrap(PGConnection.class).getBackendPID() != row.getInt(1));
                checkLimits(row);
            }
        } catch (SQLException e) {
            LOG.debug("Node {}: its limits could not be read", node, e);
        }
    }

    /** A pooler answers with a process id of its own making. */
    private void checkPooler(boolean otherProcess) {
        if (otherProcess) {
            LOG.warn(
                    "Node {}: a connection pooler such as PgBouncer stands between. If it pools transactions, then"
                            + " LISTEN, session-level advisory locks, SET without LOCAL, temporary tables and"
                            + " WITH HOLD cursors do not work, and named prepared statements need its"
                            + " max_prepared_statements or prepareThreshold=0 in nexs.url; roles are asked for"
                            + " instead of being read from the session. See docs/pgbouncer.md",
                    node);
        }
    }

    private void checkLimits(ResultSet row) throws SQLException {
        int size = poolSize;
        int reserved = row.getBoolean(6) ? 0 : row.getInt(3);
        int free = row.getInt(2) - reserved;
        if (size > free) {
            LOG.warn(
                    "Node {}: the pool may open {} connections, but the server has room for {} (max_connections {}"
                            + " less {} reserved), for all its clients together; lower nexs.pool.maximum-size (or"
                            + " nexs.node.{}.maximum-size) or raise max_connections",
                    node,
                    size,
                    free,
                    row.getInt(2),
                    reserved,
                    node);
        }
        int limit = row.getInt(5);
        if (limit >= 0 && size > limit && !row.getBoolean(6)) {
            LOG.warn(
                    "Node {}: the pool may open {} connections, but the role \"{}\" is limited to {}",
                    node,
                    size,
                    row.getString(4),
                    limit);
        }
    }
}
