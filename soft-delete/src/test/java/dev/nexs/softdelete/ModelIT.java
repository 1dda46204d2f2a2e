package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.softdelete.GraphModel.Kind;
import dev.nexs.softdelete.GraphModel.Row;
import dev.nexs.softdelete.ModelGraph.Folder;
import dev.nexs.softdelete.ModelGraph.Named;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.hibernate.SharedSessionContract;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Random sequences of everything that changes the trash, beside a model in plain maps. More of them with
 * {@code -Dnexs.test.model-rounds}, others, or one of them again, with {@code -Dnexs.test.seed}, the first seed.
 */
@PostgresServer
class ModelIT {

    private static final int ROUNDS = Integer.getInteger("nexs.test.model-rounds", 25);
    private static final int STEPS = Integer.getInteger("nexs.test.steps", 15);
    private static final String TABLES = "folder, archive, paper, note, tag, folder_tags, folder_words";

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        db = new Database(
                node,
                Database.CACHED,
                ModelGraph.Folder.class,
                ModelGraph.Archive.class,
                ModelGraph.Paper.class,
                ModelGraph.Note.class,
                ModelGraph.Tag.class);
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    /** Fails if an operation did not do what the model says. */
    static void same(Object found, Object expected) {
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void everySequenceAgreesWithTheModel() {
        long first = Long.getLong("nexs.test.seed", 1);
        for (int round = 0; round < ROUNDS; round++) {
            long seed = first + round;
            db.execute("truncate table " + TABLES);
            db.factory().getCache().evictAllRegions();
            Random random = new Random(seed);
            ModelOperations operations = new ModelOperations(random);
            try {
                for (int step = 0; step < STEPS; step++) {
                    transaction(operations, random);
                    check(operations.model, random);
                }
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "-Dnexs.test.model-rounds=1 -Dnexs.test.seed=" + seed + " after " + operations.history(), e);
            }
        }
    }

    private static void transaction(ModelOperations operations, Random random) {
        GraphModel before = operations.model.copy();
        boolean committed = false;
        if (random.nextInt(8) == 0) {
            try (StatelessSession session = db.factory().openStatelessSession()) {
                session.beginTransaction();
                operations.stateless(session);
                committed = end(session, operations, random);
            }
        } else {
            try (Session session = db.factory().openSession()) {
                session.beginTransaction();
                committed = several(session, operations, random) && end(session, operations, random);
            }
        }
        if (!committed) {
            operations.model = before;
        }
    }

    private static boolean end(SharedSessionContract session, ModelOperations operations, Random random) {
        if (random.nextInt(10) == 0) {
            operations.note("roll back");
            session.getTransaction().rollback();
            return false;
        }
        session.getTransaction().commit();
        return true;
    }

    /** Up to three operations in one session, with the model read in between, under nested scopes too. */
    private static boolean several(Session session, ModelOperations operations, Random random) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            if (!one(session, operations)) {
                session.getTransaction().rollback();
                return false;
            }
            session.flush();
            if (random.nextBoolean()) {
                queries(session, operations.model);
            }
            session.clear();
        }
        return true;
    }

    private static boolean one(Session session, ModelOperations operations) {
        try {
            operations.run(session);
        } catch (RuntimeException e) {
            if (operations.isWelcome()) {
                throw e;
            }
            operations.note("refused");
            return false;
        }
        assertThat(operations.isWelcome()).as("was to be refused").isTrue();
        return true;
    }

    private static void check(GraphModel model, Random random) {
        for (Kind kind : Kind.values()) {
            assertThat(db.sql("select string_agg(id || ' ' || name || ' v' || version || case when deleted_at is null"
                            + " then '' else ' trashed' end, ', ' order by id) from " + kind.entity))
                    .isEqualTo(text(model.of(kind, any -> true)));
        }
        db.write(session -> queries(session, model));
        for (int i = 0; i < 3 && !model.rows.isEmpty(); i++) {
            Row row = List.copyOf(model.rows.values()).get(random.nextInt(model.rows.size()));
            db.write(session -> find(session, row, model));
        }
    }

    private static @Nullable String text(List<Row> rows) {
        return rows.isEmpty() ? null : rows.stream().map(Row::toString).collect(Collectors.joining(", "));
    }

    private static void find(Session session, Row row, GraphModel model) {
        Named found = session.find(row.kind.type, row.id);
        same(found == null ? null : found.name, row.isLive() ? row.name : null);
        if (found instanceof Folder folder) {
            same(ids(folder.papers()), ids(model.of(Kind.PAPER, paper -> paper.owner == row.id && paper.isLive())));
            same(ids(folder.tags()), model.tags().getOrDefault(row.id, new TreeSet<>()));
            same(new TreeSet<>(folder.words()), row.words);
        }
        Trash trash = Trash.of(session);
        trash.with(() -> {
            same(session.find(row.kind.type, row.id).name, row.name);
            trash.only(() -> same(session.find(row.kind.type, row.id) == null, row.isLive()));
        });
        same(session.find(row.kind.type, row.id) != null, row.isLive());
    }

    private static void queries(Session session, GraphModel model) {
        Trash trash = Trash.of(session);
        for (Kind kind : Kind.values()) {
            TreeSet<Integer> live = ids(model.of(kind, Row::isLive));
            same(select(session, kind.entity), live);
            trash.with(() -> {
                same(select(session, kind.entity), ids(model.of(kind, any -> true)));
                trash.only(() -> same(select(session, kind.entity), ids(model.of(kind, row -> !row.isLive()))));
                trash.without(() -> same(select(session, kind.entity), live));
            });
        }
        same(select(session, "Archive"), ids(model.of(Kind.FOLDER, row -> row.archive && row.isLive())));
        same(pairs(session, "join f.tags e", "e.id"), model.tags());
        Map<Integer, TreeSet<String>> words = new TreeMap<>();
        model.of(Kind.FOLDER, row -> row.isLive() && !row.words.isEmpty()).forEach(row -> words.put(row.id, row.words));
        same(pairs(session, "join f.words e", "e"), words);
    }

    private static TreeSet<Integer> select(Session session, String entity) {
        return new TreeSet<>(session.createSelectionQuery("select e.id from " + entity + " e", Integer.class)
                .getResultList());
    }

    private static Map<Integer, TreeSet<Object>> pairs(Session session, String join, String element) {
        Map<Integer, TreeSet<Object>> pairs = new TreeMap<>();
        session.createSelectionQuery("select f.id, " + element + " from Folder f " + join, Object[].class)
                .getResultList()
                .forEach(pair -> pairs.computeIfAbsent((Integer) pair[0], any -> new TreeSet<>())
                        .add(pair[1]));
        return pairs;
    }

    private static TreeSet<Integer> ids(Collection<?> rows) {
        return rows.stream()
                .map(row -> row instanceof Named entity ? entity.id : ((Row) row).id)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
