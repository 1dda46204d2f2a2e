package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OptimisticLockException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.hibernate.JDBCException;
import org.hibernate.Session;
import org.hibernate.StaleStateException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Purges beside each other and beside writers, and a purge that is cut off. */
@PostgresServer
class ConcurrentPurgeIT {

    private static final int ROWS = 600;
    private static final int PURGES = 4;

    private static Database db;

    private final Map<Object, Integer> told = new ConcurrentHashMap<>();
    private final AtomicLong progress = new AtomicLong();

    @BeforeAll
    static void start(Node node) {
        db = new Database(node, Map.of("hibernate.connection.pool_size", 20), Letter.class);
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    @BeforeEach
    void everySecondLetterIsInTheTrash() {
        db.execute("truncate table letter, letter_words");
        db.write(session -> {
            for (int id = 1; id <= ROWS; id++) {
                session.persist(new Letter(id));
            }
        });
        db.write(session -> session.createMutationQuery("delete from Letter where id % 2 = 0")
                .executeUpdate());
    }

    private long purge(boolean fast) {
        try (Session session = db.factory().openSession()) {
            return Trash.of(session).purge(Letter.class, Duration.ZERO, options -> {
                options.batchSize(7).onProgress(step -> progress.addAndGet(step.batch()));
                if (fast) {
                    options.fast();
                }
            });
        }
    }

    private static Runnable counting(Map<Object, Integer> told) {
        return SoftDeletion.of(db.factory()).addListener(new TrashListener() {
            @Override
            public void beforeForceDelete(TrashEvent event) {
                told.merge(event.id(), 1, Integer::sum);
            }
        });
    }

    private static <T> List<T> together(List<Callable<T>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdown();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void severalPurgesShareTheTrash(boolean fast) throws Exception {
        Runnable silence = counting(told);
        try {
            List<Callable<Long>> purges = new ArrayList<>();
            for (int i = 0; i < PURGES; i++) {
                purges.add(() -> purge(fast));
            }
            long purged = together(purges).stream().mapToLong(Long::longValue).sum();
            // Who finds only rows that others hold has nothing to do and ends; what is left then is held by the others.
            assertThat(purged).isEqualTo(ROWS / 2).isEqualTo(progress.get());
        } finally {
            silence.run();
        }
        assertThat(told).hasSize(fast ? 0 : ROWS / 2);
        assertThat(told.values()).allMatch(times -> times == 1);
        assertThat(db.count("letter")).isEqualTo(ROWS / 2);
        assertThat(db.count("letter_words")).isEqualTo(ROWS / 2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsRestoredMeanwhileIsNotLost(boolean fast) throws Exception {
        Runnable silence = counting(told);
        AtomicBoolean over = new AtomicBoolean();
        Set<Integer> restored = ConcurrentHashMap.newKeySet();
        try {
            List<Callable<Long>> tasks = new ArrayList<>();
            for (int writer = 0; writer < 2; writer++) {
                Random random = new Random(writer);
                tasks.add(() -> write(random, over, restored));
            }
            for (int i = 0; i < PURGES; i++) {
                tasks.add(() -> {
                    try {
                        long purged = 0;
                        for (int round = 0; round < 5; round++) {
                            purged += purge(fast);
                        }
                        return purged;
                    } finally {
                        over.set(true);
                    }
                });
            }
            long purged = together(tasks).stream().mapToLong(Long::longValue).sum();
            assertThat(purged).isEqualTo(progress.get()).isEqualTo(ROWS - db.count("letter"));
            assertThat(fast ? purged : told.size()).isEqualTo(purged);
        } finally {
            silence.run();
        }
        assertThat(told.values()).allMatch(times -> times == 1);
        for (Integer id : restored) {
            assertThat(db.count("letter where deleted_at is null and id = " + id))
                    .as("letter %d, whose restore was committed last", id)
                    .isEqualTo(1);
        }
        assertThat(db.count("letter l where not exists (select 1 from letter_words w where w.letter_id = l.id)"))
                .as("rows without the rows of their collection")
                .isZero();
        assertThat(db.count("letter_words")).isEqualTo(db.count("letter"));
    }

    /** Restores and removes letters of its own share; notes what is live after the last committed change. */
    private static long write(Random random, AtomicBoolean over, Set<Integer> restored) {
        int share = random.nextInt(2);
        while (!over.get()) {
            int id = 4 * (1 + random.nextInt(ROWS / 4)) - 2 * share;
            try {
                if (db.read(session -> Trash.of(session).restore(Letter.class, id))) {
                    restored.add(id);
                }
                if (random.nextBoolean() && restored.contains(id)) {
                    restored.remove(id);
                    db.write(session -> session.remove(session.find(Letter.class, id)));
                }
            } catch (OptimisticLockException | StaleStateException e) {
                // A purge was faster, which is its right: the row was in the trash.
                restored.remove(id);
            }
        }
        return 0;
    }

    @Test
    void aPurgeThatIsCutOffLeavesWholeBatches() {
        Runnable silence = SoftDeletion.of(db.factory()).addListener(new TrashListener() {
            private int seen;

            @Override
            public void afterForceDelete(TrashEvent event) {
                seen++;
                if (seen == 75) {
                    db.execute("select pg_terminate_backend(pid) from pg_locks where mode = 'RowShareLock'"
                            + " and relation = 'letter'::regclass and pid <> pg_backend_pid()");
                }
            }
        });
        try (Session session = db.factory().openSession()) {
            assertThatThrownBy(() -> Trash.of(session)
                            .purge(
                                    Letter.class,
                                    Duration.ZERO,
                                    options ->
                                            options.batchSize(50).onProgress(step -> progress.addAndGet(step.batch()))))
                    .isInstanceOf(JDBCException.class);
        } finally {
            silence.run();
        }
        assertThat(progress.get()).isEqualTo(50);
        assertThat(db.count("letter")).isEqualTo(ROWS - 50);
        assertThat(db.count("letter_words")).isEqualTo(ROWS - 50);
        assertThat(purge(false)).as("the next purge").isEqualTo(ROWS / 2 - 50);
    }

    @Entity(name = "Letter")
    @SoftDeletable
    static class Letter {
        @Id
        Integer id;

        @ElementCollection
        List<String> words = new ArrayList<>();

        Letter() {}

        Letter(Integer id) {
            this.id = id;
            words.add("word " + id);
        }
    }
}
