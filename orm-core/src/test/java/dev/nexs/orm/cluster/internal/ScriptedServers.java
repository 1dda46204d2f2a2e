package dev.nexs.orm.cluster.internal;

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
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Servers that say what a script tells them to: for a thousand role changes, which real ones do not make in a test's time. */
final class ScriptedServers implements NodeConnections {

    record Script(boolean up, boolean primary, int timeline, long started) {
        Script(boolean up, boolean primary, int timeline) {
            this(up, primary, timeline, 1);
        }
    }

    final Map<NodeAddress, Script> scripts = new ConcurrentHashMap<>();
    final AtomicInteger openProbes = new AtomicInteger();
    final Set<NodePool> openPools = ConcurrentHashMap.newKeySet();
    volatile RuntimeException surprise;
    private final Map<NodeAddress, Consumer<SQLException>> listeners = new ConcurrentHashMap<>();
    private final Map<NodeAddress, AtomicInteger> questions = new ConcurrentHashMap<>();

    int asked(NodeAddress node) {
        AtomicInteger count = questions.get(node);
        return count == null ? 0 : count.get();
    }

    /** What a pool does when a borrower's write is answered with 25006. */
    void refuseWrite(NodeAddress node) {
        listeners.get(node).accept(new SQLException("cannot execute INSERT in a read-only transaction", "25006"));
    }

    /** What a pool does when an administrator ended one of its sessions. */
    void endSession(NodeAddress node) {
        listeners.get(node).accept(new SQLException("terminating connection due to administrator command", "57P01"));
    }

    @Override
    public NodePool openPool(NodeAddress node, boolean primary, PoolListener listener) {
        NodePool pool = new NodePool() {
            @Override
            public NodeAddress address() {
                return node;
            }

            @Override
            public Connection poll(long millis) throws SQLException {
                if (!openPools.contains(this) || !scripts.get(node).up()) {
                    throw new SQLException("closed", "08003");
                }
                return proxy(
                        Connection.class,
                        (proxy, method, arguments) -> method.getName().equals("getCatalog") ? node.id() : null);
            }

            @Override
            public Connection await(long deadline, boolean unlessRefused) throws SQLException {
                return poll(0);
            }

            @Override
            public boolean isBusy() {
                return false;
            }

            @Override
            public SQLException failure(Duration waited) {
                return new SQLException("down by script", "08001");
            }

            @Override
            public void serveAs(boolean primary) {}

            @Override
            public boolean canLend() {
                return true;
            }

            @Override
            public String trouble() {
                return null;
            }

            @Override
            public void evictAll() {}

            @Override
            public PoolStatistics statistics() {
                return new PoolStatistics(0, 0, 0, 1);
            }

            @Override
            public void close(Duration drain) {
                openPools.remove(this);
            }
        };
        openPools.add(pool);
        listeners.put(node, listener::fatal);
        return pool;
    }

    @Override
    public Connection openUnpooled(NodeAddress node, Duration timeout) throws SQLException {
        RuntimeException thrown = surprise;
        if (thrown != null) {
            throw thrown;
        }
        requireUp(node);
        openProbes.incrementAndGet();
        AtomicInteger open = new AtomicInteger(1);
        return proxy(Connection.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "prepareStatement" -> statement(node);
            case "isWrapperFor" -> false;
            case "abort", "close" -> {
                if (open.getAndSet(0) == 1) {
                    openProbes.decrementAndGet();
                }
                yield null;
            }
            default -> null;
        });
    }

    private void requireUp(NodeAddress node) throws SQLException {
        if (!scripts.get(node).up()) {
            throw new SQLException("down by script", "08001");
        }
    }

    private PreparedStatement statement(NodeAddress node) {
        return proxy(PreparedStatement.class, (proxy, method, arguments) -> {
            requireUp(node);
            return method.getName().equals("executeQuery") ? answer(node) : null;
        });
    }

    private ResultSet answer(NodeAddress node) {
        ResultSet row = row(node, scripts.get(node));
        questions.computeIfAbsent(node, key -> new AtomicInteger()).incrementAndGet();
        return row;
    }

    private static ResultSet row(NodeAddress node, Script script) {
        return proxy(ResultSet.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "next" -> true;
            case "wasNull" -> false;
            case "getBoolean" -> !script.primary();
            case "getString" -> "7000000000000000001";
            case "getInt" -> "timeline".equals(arguments[0]) ? script.timeline() : 100;
            case "getLong" ->
                switch ((String) arguments[0]) {
                    case "replay_age" -> 0L;
                    case "started" -> script.started() + node.port();
                    default -> 1_000L;
                };
            default -> null;
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(ScriptedServers.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
