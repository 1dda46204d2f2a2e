package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Random sequences of everything that changes the trash, beside a model in plain maps; and views that alternate. */
@PostgresServer
class ModelIT {

    private static final int STEPS = Integer.getInteger("nexs.test.steps", 60);

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        db = new Database(node, Folder.class, Paper.class);
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    /** A row as it should be: its folder, and the number of the deletion that took it, or 0. */
    private static final class Row {
        final Integer folder;
        int deletion;

        Row(Integer folder) {
            this.folder = folder;
        }
    }

    private final Map<Integer, Row> folders = new HashMap<>();
    private final Map<Integer, Row> papers = new HashMap<>();
    private int deletions;
    private int ids;

    @RepeatedTest(6)
    void everySequenceAgreesWithTheModel() {
        db.execute("truncate table paper, folder cascade");
        long seed = Long.getLong("nexs.test.seed", System.nanoTime());
        Random random = new Random(seed);
        List<String> history = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            history.add(step(random));
            assertThat(ids("select id from folder where deleted_at is null"))
                    .as("live folders, seed %d after %s", seed, history)
                    .isEqualTo(live(folders));
            assertThat(ids("select id from paper where deleted_at is null"))
                    .as("live papers, seed %d after %s", seed, history)
                    .isEqualTo(live(papers));
            assertThat(ids("select id from paper"))
                    .as("seed %d after %s", seed, history)
                    .isEqualTo(papers.keySet());
            assertThat(visible()).as("by HQL, seed %d after %s", seed, history).isEqualTo(live(papers));
        }
    }

    private String step(Random random) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> create(random);
            case 2 -> removeFolder(pick(random, folders));
            case 3 -> removePaper(pick(random, papers));
            case 4 -> restoreFolder(pick(random, folders));
            case 5 -> restorePaper(pick(random, papers));
            case 6 -> bulk(1 + random.nextInt(ids + 1));
            default -> forceDelete(pick(random, folders));
        };
    }

    private static Integer pick(Random random, Map<Integer, Row> rows) {
        List<Integer> keys = new ArrayList<>(new TreeSet<>(rows.keySet()));
        return keys.isEmpty() ? -1 : keys.get(random.nextInt(keys.size()));
    }

    private String create(Random random) {
        int folder = ++ids;
        int count = random.nextInt(4);
        db.write(session -> {
            Folder created = new Folder(folder);
            for (int i = 0; i < count; i++) {
                created.papers.add(new Paper(++ids, created));
            }
            session.persist(created);
            created.papers.forEach(paper -> papers.put(paper.id, new Row(folder)));
        });
        folders.put(folder, new Row(null));
        return "create " + folder + " with " + count;
    }

    private String removeFolder(Integer id) {
        boolean removed = db.read(session -> {
            Folder folder = session.find(Folder.class, id);
            if (folder != null) {
                session.remove(folder);
            }
            return folder != null;
        });
        Row row = folders.get(id);
        assertThat(removed).isEqualTo(row != null && row.deletion == 0);
        if (removed) {
            int deletion = ++deletions;
            row.deletion = deletion;
            papers.values().stream()
                    .filter(paper -> paper.folder.equals(id) && paper.deletion == 0)
                    .forEach(paper -> paper.deletion = deletion);
        }
        return "remove folder " + id;
    }

    private String removePaper(Integer id) {
        db.write(session -> {
            Paper paper = session.find(Paper.class, id);
            if (paper != null) {
                session.remove(paper);
            }
        });
        Row row = papers.get(id);
        if (row != null && row.deletion == 0) {
            row.deletion = ++deletions;
        }
        return "remove paper " + id;
    }

    private String restoreFolder(Integer id) {
        db.write(session -> Trash.of(session).restore(Folder.class, id));
        Row row = folders.get(id);
        if (row != null && row.deletion != 0) {
            int deletion = row.deletion;
            row.deletion = 0;
            papers.values().stream()
                    .filter(paper -> paper.folder.equals(id) && paper.deletion == deletion)
                    .forEach(paper -> paper.deletion = 0);
        }
        return "restore folder " + id;
    }

    private String restorePaper(Integer id) {
        Row row = papers.get(id);
        boolean refused = false;
        try {
            db.write(session -> Trash.of(session).restore(Paper.class, id));
        } catch (TrashedParentException e) {
            refused = true;
        }
        boolean underTrash = row != null && row.deletion != 0 && folders.get(row.folder).deletion != 0;
        assertThat(refused).isEqualTo(underTrash);
        if (row != null && !underTrash) {
            row.deletion = 0;
        }
        return "restore paper " + id;
    }

    private String bulk(int below) {
        db.write(session -> session.createMutationQuery("delete from Paper where id < :below")
                .setParameter("below", below)
                .executeUpdate());
        int deletion = ++deletions;
        papers.forEach((id, row) -> {
            if (id < below && row.deletion == 0) {
                row.deletion = deletion;
            }
        });
        return "bulk delete below " + below;
    }

    private String forceDelete(Integer id) {
        db.write(session -> Trash.of(session).forceDelete(Folder.class, id));
        folders.remove(id);
        papers.values().removeIf(paper -> paper.folder.equals(id));
        return "force-delete folder " + id;
    }

    private static TreeSet<Integer> live(Map<Integer, Row> rows) {
        TreeSet<Integer> live = new TreeSet<>();
        rows.forEach((id, row) -> {
            if (row.deletion == 0) {
                live.add(id);
            }
        });
        return live;
    }

    private static TreeSet<Integer> ids(String sql) {
        return new TreeSet<>(db.<List<Integer>>read(
                session -> session.createNativeQuery(sql, Integer.class).getResultList()));
    }

    private static TreeSet<Integer> visible() {
        return new TreeSet<>(db.<List<Integer>>read(
                session -> session.createSelectionQuery("select p.id from Paper p", Integer.class)
                        .getResultList()));
    }

    @Test
    void viewsThatAlternateInManySessionsNeverMix() throws Exception {
        db.execute("truncate table paper, folder cascade");
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

    private static long count(org.hibernate.Session session) {
        return session.createSelectionQuery("from Folder", Folder.class)
                .getResultList()
                .size();
    }

    @Entity(name = "Folder")
    @SoftDeletable
    static class Folder {
        @Id
        Integer id;

        @OneToMany(mappedBy = "folder", cascade = CascadeType.ALL)
        List<Paper> papers = new ArrayList<>();

        Folder() {}

        Folder(Integer id) {
            this.id = id;
        }
    }

    @Entity(name = "Paper")
    @SoftDeletable
    static class Paper {
        @Id
        Integer id;

        @ManyToOne(fetch = FetchType.LAZY, optional = false)
        Folder folder;

        Paper() {}

        Paper(Integer id, Folder folder) {
            this.id = id;
            this.folder = folder;
        }
    }
}
