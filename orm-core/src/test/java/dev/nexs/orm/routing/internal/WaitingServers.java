package dev.nexs.orm.routing.internal;

import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.pool.NodeConnections;
import dev.nexs.orm.pool.NodePool;
import dev.nexs.orm.pool.PoolListener;
import dev.nexs.orm.pool.PoolStatistics;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A primary and a replica of any version; the replica answers WAIT FOR LSN by script. */
final class WaitingServers implements NodeConnections {

    static final NodeAddress PRIMARY = new NodeAddress("primary", 1);
    static final NodeAddress REPLICA = new NodeAddress("replica", 2);

    final List<String> statements = new CopyOnWriteArrayList<>();
    volatile int version;
    volatile String answer = "success";
    volatile SQLException refusal;
    /** What the monitor is told of the replica. */
    volatile long position = 0x1_0000_1000L;
    /** What a borrower is told of it. */
    volatile long replayed = position;

    @Override
    public NodePool openPool(NodeAddress node, boolean primary, PoolListener listener) {
        return new NodePool() {
            @Override
            public NodeAddress address() {
                return node;
            }

            @Override
            public Connection poll(long millis) {
                return proxy(Connection.class, (proxy, method, arguments) -> switch (method.getName()) {
                    case "createStatement" -> statement();
                    case "getAutoCommit" -> true;
                    default -> null;
                });
            }

            @Override
            public Connection await(long deadline, boolean unlessRefused) {
                return poll(0);
            }

            @Override
            public boolean isBusy() {
                return false;
            }

            @Override
            public SQLException failure(Duration waited) {
                return new SQLException("gives none", "08001");
            }

            @Override
            public void serveAs(boolean primary) {}

            @Override
            public boolean canLend() {
                return true;
            }

            @Override
            public @Nullable String trouble() {
                return null;
            }

            @Override
            public void evictAll() {}

            @Override
            public PoolStatistics statistics() {
                return new PoolStatistics(0, 0, 0, 1);
            }

            @Override
            public void close(Duration drain) {}
        };
    }

    private Statement statement() {
        return proxy(Statement.class, (proxy, method, arguments) -> {
            if (!method.getName().equals("executeQuery")) {
                return null;
            }
            String sql = (String) arguments[0];
            statements.add(sql);
            boolean wait = sql.startsWith("WAIT");
            if (wait && refusal != null) {
                throw refusal;
            }
            return proxy(ResultSet.class, (row, column, index) -> switch (column.getName()) {
                case "next" -> true;
                case "getString" -> answer;
                case "getLong" -> replayed;
                case "getInt" -> 0;
                default -> null;
            });
        });
    }

    @Override
    public Connection openUnpooled(NodeAddress node, Duration timeout) {
        return proxy(Connection.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "prepareStatement" -> probe(node);
            case "isWrapperFor" -> false;
            default -> null;
        });
    }

    private PreparedStatement probe(NodeAddress node) {
        return proxy(
                PreparedStatement.class,
                (proxy, method, arguments) ->
                        method.getName().equals("executeQuery") ? row(node.equals(PRIMARY)) : null);
    }

    private ResultSet row(boolean primary) {
        return proxy(ResultSet.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "next" -> true;
            case "wasNull" -> false;
            case "getBoolean" -> !primary;
            case "getString" -> "7000000000000000001";
            case "getInt" ->
                switch ((String) arguments[0]) {
                    case "timeline" -> 1;
                    case "server_version" -> version;
                    default -> 100;
                };
            case "getLong" ->
                switch ((String) arguments[0]) {
                    case "replay_age", "started" -> 0L;
                    default -> primary ? 0x1_0000_9000L : position;
                };
            default -> null;
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(WaitingServers.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
