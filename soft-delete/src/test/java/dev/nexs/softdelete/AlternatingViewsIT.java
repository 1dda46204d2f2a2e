package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Views that alternate thousands of times, in several sessions at once, with one plan for each. */
@PostgresServer
class AlternatingViewsIT {

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        db = new Database(node, Folder.class);
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    @Test
    void viewsThatAlternateInManySessionsNeverMix() throws Exception {
        db.write(session -> {
            for (int id = 1; id <= 4; id++) {
                session.persist(new Folder(id));
            }
        });
        db.write(session ->
                session.createMutationQuery("delete from Folder where id <= 1").executeUpdate());
        SessionFactory factory = db.factory();
        factory.getStatistics().clear();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                int offset = thread;
                done.add(threads.submit(() -> {
                    for (int i = 0; i < 800; i++) {
                        alternate(factory, (i + offset) % 3);
                    }
                }));
            }
            for (Future<?> future : done) {
                future.get();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(factory.getStatistics().getQueryPlanCacheMissCount())
                .as("one plan for each view")
                .isLessThanOrEqualTo(12);
        assertThat(factory.getStatistics().getQueryPlanCacheHitCount()).isGreaterThan(3000);
    }

    private static void alternate(SessionFactory factory, int view) {
        factory.inTransaction(session -> {
            Trash trash = Trash.of(session);
            long count = switch (view) {
                case 0 -> count(session);
                case 1 -> trash.with(() -> count(session));
                default -> trash.only(() -> count(session));
            };
            assertThat(count).isEqualTo(view == 0 ? 3 : view == 1 ? 4 : 1);
            Folder found = view == 1 ? trash.with(() -> session.find(Folder.class, 1)) : session.find(Folder.class, 1);
            assertThat(found != null).isEqualTo(view == 1);
        });
    }

    private static long count(Session session) {
        return session.createSelectionQuery("from Folder", Folder.class)
                .getResultList()
                .size();
    }

    @Entity(name = "Folder")
    @SoftDeletable
    static class Folder {
        @Id
        Integer id;

        Folder() {}

        Folder(Integer id) {
            this.id = id;
        }
    }
}
