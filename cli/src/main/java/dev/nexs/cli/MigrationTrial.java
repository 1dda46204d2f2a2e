package dev.nexs.cli;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Pending migrations on a server that is thrown away. Each statement that a migration sends is watched: which locks it holds
 * on tables that were there before, whose files changed, whose rows were read in full, where an index came to be. How long it
 * takes at the live tables' sizes follows from rates that are measured on the same server.
 */
final class MigrationTrial {

    private static final int TEXT = 160;
    private static final long POLL_MILLIS = 5;
    private static final long HELD_MILLIS = 400;

    private final Node node;
    private final Map<String, long[]> sizes;
    private final List<Observed> observed = new ArrayList<>();
    private final Set<String> before = new TreeSet<>();
    private Rates rates = new Rates(1, 1, 1);
    private @Nullable String migration;
    private String history = "";

    private MigrationTrial(Cluster cluster, Map<String, long[]> sizes) {
        this.node = cluster.primary();
        this.sizes = sizes;
    }

    /** What others cannot do meanwhile. */
    enum Blocks {
        NOTHING("nothing"),
        WRITES("writes"),
        READS_AND_WRITES("reads and writes");

        private final String words;

        Blocks(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** One statement; tables are those that were there before. */
    record Observed(
            String migration,
            String statement,
            Map<String, String> locks,
            List<String> rewritten,
            List<String> scanned,
            List<String> indexed,
            Blocks blocks,
            double expectedSeconds) {}

    /** All of it; {@code failure} is the migration that did not run. */
    record Result(
            List<Observed> statements,
            List<String> drift,
            @Nullable String failure) {}

    /** Bytes a second. */
    private record Rates(double scan, double rewrite, double index) {}

    static Result run(NexsDataSource live, MigrateCommand.Migrations migrations, @Nullable Path baseline)
            throws SQLException, IOException {
        MigrationInfo current = migrations.flyway(live).load().info().current();
        Map<String, long[]> sizes = sizes(live);
        try (Cluster cluster = Cluster.start()) {
            return new MigrationTrial(cluster, sizes).run(migrations, current, baseline);
        }
    }

    /** Bytes of each table, and of its indexes. */
    private static Map<String, long[]> sizes(DataSource source) throws SQLException {
        Map<String, long[]> sizes = new HashMap<>();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select c.oid::regclass::text, pg_table_size(c.oid),"
                        + " pg_indexes_size(c.oid) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid ="
                        + " c.relnamespace where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog',"
                        + " 'information_schema')")) {
            while (row.next()) {
                sizes.put(row.getString(1), new long[] {row.getLong(2), row.getLong(3)});
            }
        }
        return sizes;
    }

    private Result run(MigrateCommand.Migrations migrations, @Nullable MigrationInfo current, @Nullable Path baseline)
            throws SQLException, IOException {
        DataSource owner = owner();
        history = migrations.table;
        if (baseline != null) {
            node.executeAsSuperuser(Files.readString(baseline));
        }
        if (current != null && current.getVersion() != null) {
            FluentConfiguration flyway = migrations.flyway(owner);
            if (baseline != null) {
                flyway.baselineVersion(current.getVersion()).load().baseline();
            } else {
                flyway.target(current.getVersion()).load().migrate();
            }
        }
        try (Connection connection = owner.getConnection()) {
            before.addAll(tables(connection));
            rates = rates(connection);
        }
        Set<String> drift = new TreeSet<>(sizes.keySet());
        drift.removeIf(table -> before.contains(table) || table.endsWith(history) || table.startsWith("pg_"));
        String failure = null;
        try {
            migrations.flyway(watched(owner)).callbacks(new Current()).load().migrate();
        } catch (FlywayException e) {
            failure = e.getMessage() == null ? e.toString() : e.getMessage().strip();
        }
        return new Result(observed, List.copyOf(drift), failure);
    }

    /** Migrations may create extensions and roles; the server is nobody else's. */
    private DataSource owner() {
        return proxy(
                DataSource.class,
                (method, arguments) -> method.getName().equals("getConnection")
                        ? node.connectAs(node.superuser())
                        : method.invoke(node.dataSource(), arguments));
    }

    private static Set<String> tables(Connection connection) throws SQLException {
        Set<String> tables = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select c.oid::regclass::text from pg_catalog.pg_class c join"
                        + " pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'm') and"
                        + " n.nspname not in ('pg_catalog', 'information_schema')")) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
        }
        return tables;
    }

    /** Whichever migration runs now. */
    private final class Current implements Callback {

        @Override
        public boolean supports(Event event, @Nullable Context context) {
            return event == Event.BEFORE_EACH_MIGRATE || event == Event.AFTER_EACH_MIGRATE;
        }

        @Override
        public boolean canHandleInTransaction(Event event, @Nullable Context context) {
            return true;
        }

        @Override
        public void handle(Event event, Context context) {
            MigrationInfo info = context.getMigrationInfo();
            migration = event == Event.AFTER_EACH_MIGRATE || info == null
                    ? null
                    : (info.getVersion() == null ? "R" : info.getVersion().getVersion()) + " " + info.getDescription();
        }

        @Override
        public String getCallbackName() {
            return "nexs";
        }
    }

    // ------------------------------------------------------------------ watching

    private interface Call {
        @Nullable
        Object run(Method method, Object @Nullable [] arguments) throws Exception;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                MigrationTrial.class.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        return call.run(method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                }));
    }

    private DataSource watched(DataSource source) {
        return proxy(DataSource.class, (method, arguments) -> {
            Object result = method.invoke(source, arguments);
            return result instanceof Connection connection ? watched(connection) : result;
        });
    }

    private Connection watched(Connection connection) {
        return proxy(Connection.class, (method, arguments) -> {
            Object result = method.invoke(connection, arguments);
            if (result instanceof PreparedStatement prepared && arguments != null) {
                return watched(PreparedStatement.class, prepared, connection, String.valueOf(arguments[0]));
            }
            return result instanceof Statement statement ? watched(Statement.class, statement, connection, "") : result;
        });
    }

    private <S extends Statement> S watched(Class<S> type, S statement, Connection connection, String prepared) {
        return proxy(type, (method, arguments) -> {
            if (migration == null || !method.getName().startsWith("execute")) {
                return method.invoke(statement, arguments);
            }
            String sql = arguments != null && arguments.length > 0 ? String.valueOf(arguments[0]) : prepared;
            return observe(sql, connection, () -> method.invoke(statement, arguments));
        });
    }

    private interface Work {
        @Nullable
        Object run() throws Exception;
    }

    private @Nullable Object observe(String sql, Connection connection, Work work) throws Exception {
        Snapshot earlier = Snapshot.of(connection);
        Map<String, String> held = connection.getAutoCommit() ? Map.of() : locks(connection, backend(connection));
        Map<String, String> locks = new TreeMap<>();
        Object result;
        if (connection.getAutoCommit()) {
            result = aside(connection, work, locks);
        } else {
            result = work.run();
            locks.putAll(locks(connection, backend(connection)));
            held.forEach(locks::remove);
        }
        Snapshot later = Snapshot.of(connection);
        note(sql, locks, earlier, later);
        return result;
    }

    /**
     * A statement outside a transaction has let go of its locks when it returns, so it is looked at meanwhile, from another
     * connection. A third one keeps an old snapshot, which is what those that work concurrently wait for.
     */
    private @Nullable Object aside(Connection connection, Work work, Map<String, String> locks) throws Exception {
        int backend = backend(connection);
        ExecutorService thread =
                Executors.newSingleThreadExecutor(task -> new Thread(task, "nexs-migration-statement"));
        try (Connection snapshot = node.connectAs(node.superuser());
                Connection watcher = node.connectAs(node.superuser())) {
            snapshot.setAutoCommit(false);
            snapshot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            tables(snapshot);
            Future<@Nullable Object> running = thread.submit(work::run);
            long start = System.nanoTime();
            while (true) {
                locks.putAll(locks(watcher, backend));
                if (System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(HELD_MILLIS)) {
                    snapshot.rollback();
                }
                try {
                    return running.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    // it still runs: look again
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof Exception cause ? cause : e;
                }
            }
        } finally {
            thread.shutdown();
        }
    }

    private static int backend(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** The strongest lock on each table that was there before. */
    private Map<String, String> locks(Connection connection, int backend) throws SQLException {
        Map<String, String> locks = new TreeMap<>();
        try (PreparedStatement query = connection.prepareStatement("select l.relation::regclass::text, l.mode from"
                + " pg_catalog.pg_locks l join pg_catalog.pg_class c on c.oid = l.relation where l.pid = ? and"
                + " l.locktype = 'relation' and l.granted and c.relkind in ('r', 'p', 'm') and l.relation >= 16384")) {
            query.setInt(1, backend);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    if (before.contains(row.getString(1))
                            && !row.getString(1).endsWith(history)
                            && !row.getString(2).equals("AccessShareLock")) {
                        locks.merge(row.getString(1), row.getString(2), MigrationTrial::stronger);
                    }
                }
            }
        }
        return locks;
    }

    private static final List<String> MODES = List.of(
            "AccessShareLock",
            "RowShareLock",
            "RowExclusiveLock",
            "ShareUpdateExclusiveLock",
            "ShareLock",
            "ShareRowExclusiveLock",
            "ExclusiveLock",
            "AccessExclusiveLock");

    private static String stronger(String one, String other) {
        return MODES.indexOf(one) >= MODES.indexOf(other) ? one : other;
    }

    /** Files, reads and indexes of each table. */
    private record Snapshot(Map<String, long[]> tables) {

        static Snapshot of(Connection connection) throws SQLException {
            Map<String, long[]> tables = new HashMap<>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select c.oid::regclass::text, pg_relation_filenode(c.oid),"
                            + " pg_stat_get_xact_numscans(c.oid), (select count(*) from pg_catalog.pg_index i where"
                            + " i.indrelid = c.oid) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid ="
                            + " c.relnamespace where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog',"
                            + " 'information_schema')")) {
                while (row.next()) {
                    tables.put(row.getString(1), new long[] {row.getLong(2), row.getLong(3), row.getLong(4)});
                }
            }
            return new Snapshot(tables);
        }

        List<String> changed(Snapshot later, int what, Set<String> among) {
            return tables.entrySet().stream()
                    .filter(entry -> among.contains(entry.getKey()))
                    .filter(entry -> {
                        long[] now = later.tables.get(entry.getKey());
                        long then = entry.getValue()[what];
                        return now != null && (what == 0 ? now[what] != then : now[what] > then);
                    })
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
        }
    }

    private void note(String sql, Map<String, String> locks, Snapshot earlier, Snapshot later) {
        List<String> rewritten = earlier.changed(later, 0, before);
        List<String> indexed = new ArrayList<>(earlier.changed(later, 2, before));
        List<String> scanned = new ArrayList<>(earlier.changed(later, 1, before));
        scanned.removeAll(rewritten);
        scanned.removeAll(indexed);
        scanned.removeIf(table -> table.endsWith(history));
        if (locks.isEmpty() && rewritten.isEmpty() && indexed.isEmpty() && scanned.isEmpty() && isOwn(sql)) {
            return;
        }
        double seconds = 0;
        for (String table : rewritten) {
            seconds += size(table, 0) / rates.rewrite + size(table, 1) / rates.index;
        }
        for (String table : indexed) {
            seconds += size(table, 0) / rates.index;
        }
        for (String table : scanned) {
            seconds += size(table, 0) / rates.scan;
        }
        String text = sql.strip().replaceAll("\\s+", " ");
        observed.add(new Observed(
                String.valueOf(migration),
                text.length() > TEXT ? text.substring(0, TEXT) + "..." : text,
                new LinkedHashMap<>(locks),
                rewritten,
                scanned,
                indexed,
                blocks(locks),
                seconds));
    }

    private boolean isOwn(String sql) {
        return sql.contains(history) || sql.regionMatches(true, 0, "set ", 0, 4) || sql.contains("pg_catalog");
    }

    private double size(String table, int what) {
        long[] known = sizes.get(table);
        return known == null ? 0 : known[what];
    }

    private static Blocks blocks(Map<String, String> locks) {
        Blocks worst = Blocks.NOTHING;
        for (String mode : new LinkedHashSet<>(locks.values())) {
            int strength = MODES.indexOf(mode);
            Blocks blocks = strength == MODES.size() - 1
                    ? Blocks.READS_AND_WRITES
                    : strength >= MODES.indexOf("ShareLock") ? Blocks.WRITES : Blocks.NOTHING;
            worst = blocks.compareTo(worst) > 0 ? blocks : worst;
        }
        return worst;
    }

    // ------------------------------------------------------------------ rates

    private static Rates rates(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table nexs_rates as select i, repeat('x', 100) as filler from generate_series(1,"
                    + " 200000) i");
            long bytes;
            try (ResultSet row = statement.executeQuery("select pg_table_size('nexs_rates')")) {
                row.next();
                bytes = row.getLong(1);
            }
            double scan = rate(statement, bytes, "alter table nexs_rates add constraint positive check (i > 0)");
            double index = rate(statement, bytes, "create index on nexs_rates (i)");
            double rewrite = rate(
                    statement, bytes, "alter table nexs_rates alter filler type varchar(200) using" + " filler || ''");
            statement.execute("drop table nexs_rates");
            return new Rates(scan, rewrite, index);
        }
    }

    private static double rate(Statement statement, long bytes, String sql) throws SQLException {
        long start = System.nanoTime();
        statement.execute(sql);
        return bytes * 1e9 / Math.max(1, System.nanoTime() - start);
    }
}
