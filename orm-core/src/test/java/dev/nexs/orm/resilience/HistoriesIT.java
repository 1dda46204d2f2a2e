package dev.nexs.orm.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.CommitOutcomeUnknownException;
import dev.nexs.orm.CommitResolution;
import dev.nexs.orm.Consistency;
import dev.nexs.orm.ConsistencyScope;
import dev.nexs.orm.Isolation;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.TransactionOptions;
import dev.nexs.orm.TransactionRunner;
import dev.nexs.orm.Transactions;
import dev.nexs.orm.resilience.History.Told;
import dev.nexs.orm.resilience.History.Unit;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.CommitCut;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Units over lists by two applications while a seeded schedule of troubles goes on; then the history is judged. The build
 * plays each trouble once. A longer run, of troubles as the seed draws them: {@code
 * -Dnexs.test.history-troubles=60 -Dnexs.test.history-seed=…}.
 */
@PostgresCluster(replicas = 2, synchronous = true)
class HistoriesIT {

    private static final int TROUBLES = Integer.getInteger("nexs.test.history-troubles", Trouble.values().length);
    private static final long SEED = Long.getLong("nexs.test.history-seed", 4711);
    private static final int KEYS = 6;
    private static final int CHANCES = 15;
    private static final int SESSIONS = 3;

    private final Cluster servers;
    private History history = new History();

    HistoriesIT(Cluster servers) {
        this.servers = servers;
    }

    /** What happens. */
    private enum Trouble {
        AN_ANSWER_IS_CUT,
        A_COMMIT_COMES_LATE,
        A_REPLICA_FALLS_BEHIND,
        THE_OLD_PRIMARY_WAKES_UP,
        THE_PRIMARY_IS_KILLED,
        A_SECOND_OUTAGE_FOLLOWS
    }

    /** How the units of a run are made, and of what it must be found guilty. */
    enum Run {
        SOUND(o -> {}),
        READ_COMMITTED(o -> o.isolation(Isolation.READ_COMMITTED)),
        WITHOUT_CONSISTENCY(o -> o.consistency(Consistency.NONE)),
        BLINDLY_AGAIN(o -> o.commitResolution(CommitResolution.NONE));

        private final Consumer<TransactionOptions.Builder> options;

        Run(Consumer<TransactionOptions.Builder> options) {
            this.options = options;
        }
    }

    @Test
    void noHistoryIsGuilty() throws Exception {
        prepare();
        Random random = new Random(SEED);
        List<Trouble> troubles = new ArrayList<>();
        for (int i = 0; i < TROUBLES; i++) {
            troubles.add(
                    TROUBLES <= Trouble.values().length
                            ? Trouble.values()[i]
                            : Trouble.values()[random.nextInt(Trouble.values().length)]);
        }
        try (NexsDataSource one = open();
                NexsDataSource other = open()) {
            Applications applications = new Applications(Run.SOUND, one, other);
            for (Trouble trouble : troubles) {
                applications.awaitMore(40);
                cause(trouble);
                applications.awaitMore(40);
            }
            applications.finish();
        }
        Map<String, List<String>> guilt = history.judge(lists());
        System.out.printf(
                "history: seed %d, troubles %s, %d units, %d unknown, guilt %s%n",
                SEED, troubles, history.size(), history.count(Told.UNKNOWN), guilt.keySet());
        assertThat(guilt).as("seed %d", SEED).isEmpty();
        assertThat(history.count(Told.OK)).isGreaterThan(TROUBLES * 80L);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOUND", value = Run.class)
    void eachControlIsFoundGuilty(Run run) throws Exception {
        String guilt = switch (run) {
            case READ_COMMITTED -> "lost";
            case WITHOUT_CONSISTENCY -> "back in time";
            default -> "doubled";
        };
        Map<String, List<String>> found = Map.of();
        for (int tries = 0; tries < CHANCES && !found.containsKey(guilt); tries++) {
            history = new History();
            found = control(run);
        }
        assertThat(found).containsKey(guilt);
    }

    /** Whether units meet so that it shows is a matter of chance. */
    private Map<String, List<String>> control(Run run) throws Exception {
        prepare();
        try (NexsDataSource one = open();
                NexsDataSource other = open()) {
            Applications applications = new Applications(run, one, other);
            if (run == Run.WITHOUT_CONSISTENCY) {
                servers.replica(0).pauseReplay();
            }
            applications.awaitMore(100);
            if (run == Run.BLINDLY_AGAIN) {
                cause(Trouble.AN_ANSWER_IS_CUT);
                applications.awaitMore(20);
            }
            applications.finish();
        } finally {
            if (run == Run.WITHOUT_CONSISTENCY) {
                servers.replica(0).resumeReplay();
            }
        }
        return history.judge(lists());
    }

    private void prepare() {
        servers.primary()
                .execute(
                        "drop table if exists list",
                        "create table list(key int primary key, entries text not null default '')",
                        "insert into list(key) select generate_series(1, " + KEYS + ")",
                        CommitMarkers.CREATE_TABLE);
        servers.awaitReplication(Duration.ofSeconds(20));
    }

    private NexsDataSource open() {
        return NexsDataSource.builder()
                .url(servers.proxiedJdbcUrl() + "?sslmode=disable")
                .username(servers.username())
                .password(servers.password())
                .pool(p -> p.maximumSize(4))
                .build();
    }

    private void cause(Trouble trouble) throws Exception {
        switch (trouble) {
            case AN_ANSWER_IS_CUT -> {
                CommitCut cut = servers.proxy().cutAfterCommitSent();
                assertThat(cut.await(Duration.ofSeconds(20))).isTrue();
            }
            case THE_PRIMARY_IS_KILLED -> {
                servers.primary().kill();
                Failovers.replacePrimary(servers);
            }
            case THE_OLD_PRIMARY_WAKES_UP -> {
                Node old = servers.primary();
                old.pause();
                Failovers.promoteTheFarthest(servers);
                old.resume();
                old.kill();
                servers.rejoin(old);
            }
            case A_REPLICA_FALLS_BEHIND -> {
                servers.replica(0).pauseReplay();
                long before = history.size();
                Awaitility.await().until(() -> history.size() > before + 40);
                servers.replica(0).resumeReplay();
            }
            case A_SECOND_OUTAGE_FOLLOWS -> {
                servers.primary().kill();
                Failovers.replacePrimary(servers);
                servers.primary().kill();
                Failovers.replacePrimary(servers);
            }
            case A_COMMIT_COMES_LATE -> {
                // all callers may wait for an answer already, or for a replica
                Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> {
                    servers.replicas().forEach(Node::pause);
                    CommitCut cut = servers.proxy().cutAfterCommitSent();
                    boolean late = cut.await(Duration.ofSeconds(3));
                    servers.replicas().forEach(Node::resume);
                    servers.proxy().pass();
                    return late;
                });
            }
        }
    }

    private Map<Integer, List<Long>> lists() throws SQLException {
        Map<Integer, List<Long>> lists = History.lists();
        try (Connection connection = servers.primary().connect()) {
            for (int key = 1; key <= KEYS; key++) {
                lists.put(key, read(connection, key));
            }
        }
        return lists;
    }

    private static List<Long> read(Connection connection, int key) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select entries from list where key = ?")) {
            select.setInt(1, key);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                String entries = row.getString(1);
                return entries.isEmpty()
                        ? List.of()
                        : Stream.of(entries.split(",")).map(Long::valueOf).toList();
            }
        }
    }

    /** Which server this is, and how far, for whoever has to understand an accusation. */
    private static String where(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select inet_server_port() || case when pg_is_in_recovery()"
                        + " then ' replica ' || pg_last_wal_replay_lsn() else ' primary ' || pg_current_wal_lsn() end"
                        + " || ' ' || clock_timestamp()")) {
            row.next();
            return row.getString(1);
        }
    }

    /** The callers, each a session that does one unit after another. */
    private final class Applications {

        private final Run run;
        private final List<Thread> threads = new ArrayList<>();
        private volatile boolean over;

        Applications(Run run, NexsDataSource... sources) {
            this.run = run;
            int session = 0;
            for (NexsDataSource source : sources) {
                TransactionRunner<Connection> tx = Transactions.of(
                        source,
                        o -> o.isolation(Isolation.SERIALIZABLE)
                                .commitResolution(CommitResolution.MARKER)
                                .maxAttempts(1_000)
                                .maxDelay(Duration.ofMillis(100)));
                for (int i = 0; i < SESSIONS; i++) {
                    int mine = session++;
                    Thread thread = new Thread(() -> work(tx, mine), "session-" + mine);
                    thread.start();
                    threads.add(thread);
                }
            }
        }

        void awaitMore(int units) {
            long enough = history.size() + units;
            Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> history.size() >= enough);
        }

        void finish() throws InterruptedException {
            over = true;
            for (Thread thread : threads) {
                thread.join(90_000);
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }

        private void work(TransactionRunner<Connection> tx, int session) {
            Random random = new Random(SEED + session);
            try (ConsistencyScope scope = ConsistencyScope.open()) {
                while (!over) {
                    int key = 1 + random.nextInt(KEYS);
                    int other = 1 + (key + random.nextInt(KEYS - 1)) % KEYS;
                    if (random.nextInt(3) == 0) {
                        write(tx, session, key, other);
                    } else {
                        look(tx, session, key, other);
                    }
                }
            }
        }

        private void write(TransactionRunner<Connection> tx, int session, int key, int other) {
            long value = history.next();
            Map<Integer, List<Long>> reads = new HashMap<>();
            AtomicReference<String> at = new AtomicReference<>("");
            long began = System.nanoTime();
            Told told = told(() -> {
                try {
                    append(tx, key, other, value, reads, at);
                } catch (CommitOutcomeUnknownException e) {
                    if (run != Run.BLINDLY_AGAIN) {
                        throw e;
                    }
                    append(tx, key, other, value, reads, at);
                }
            });
            history.add(new Unit(session, true, began, System.nanoTime(), told, reads, Map.of(key, value), at.get()));
        }

        /** Reads and writes the whole list by turns, so that isolation is all that keeps appends apart. */
        private void append(
                TransactionRunner<Connection> tx,
                int key,
                int other,
                long value,
                Map<Integer, List<Long>> reads,
                AtomicReference<String> at)
                throws SQLException {
            tx.run(run.options, connection -> {
                reads.clear();
                at.set(where(connection));
                reads.put(other, read(connection, other));
                List<Long> list = read(connection, key);
                reads.put(key, list);
                List<Long> longer = new ArrayList<>(list);
                longer.add(value);
                try (PreparedStatement update =
                        connection.prepareStatement("update list set entries = ? where key = ?")) {
                    update.setString(
                            1,
                            String.join(
                                    ",", longer.stream().map(String::valueOf).toList()));
                    update.setInt(2, key);
                    update.executeUpdate();
                }
            });
        }

        private void look(TransactionRunner<Connection> tx, int session, int key, int other) {
            Map<Integer, List<Long>> reads = new HashMap<>();
            AtomicReference<String> at = new AtomicReference<>("");
            long began = System.nanoTime();
            Told told = told(() -> tx.read(
                    o -> {
                        o.isolation(Isolation.REPEATABLE_READ).readPreference(ReadPreference.SECONDARY_PREFERRED);
                        if (run == Run.WITHOUT_CONSISTENCY) {
                            run.options.accept(o);
                        }
                    },
                    connection -> {
                        reads.clear();
                        reads.put(key, read(connection, key));
                        reads.put(other, read(connection, other));
                        at.set(where(connection));
                        return true;
                    }));
            history.add(new Unit(session, false, began, System.nanoTime(), told, reads, Map.of(), at.get()));
        }

        private Told told(Call call) {
            try {
                call.run();
                return Told.OK;
            } catch (CommitOutcomeUnknownException e) {
                return Told.UNKNOWN;
            } catch (SQLException | RuntimeException e) {
                return Told.FAILED;
            }
        }
    }

    @FunctionalInterface
    private interface Call {
        void run() throws SQLException;
    }
}
