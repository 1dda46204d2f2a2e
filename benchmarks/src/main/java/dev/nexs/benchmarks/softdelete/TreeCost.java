package dev.nexs.benchmarks.softdelete;

import dev.nexs.benchmarks.harness.Interval;
import dev.nexs.benchmarks.harness.Mode;
import dev.nexs.benchmarks.harness.Report;
import dev.nexs.softdelete.Trash;
import dev.nexs.testing.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.query.restriction.Restriction;

/**
 * Restore, forced deletion and purge of owners with two levels of children, beside the statements that someone who knows the
 * schema would write. Tables are filled anew before each, which is not measured.
 */
final class TreeCost implements AutoCloseable {

    private static final int FOLDERS = 9;
    private static final int PAGES = 10;
    private static final int ROWS_PER_OWNER = 1 + FOLDERS + FOLDERS * PAGES;

    private final int owners;
    private final int rounds;
    private final SessionFactory sessions;

    TreeCost(Cluster cluster, Mode mode) {
        this.owners = mode == Mode.SMOKE ? 10 : 1000;
        this.rounds = mode == Mode.SMOKE ? 1 : mode == Mode.QUICK ? 5 : 21;
        this.sessions = new Configuration()
                .addAnnotatedClasses(Tree.Owner.class, Tree.Folder.class, Tree.Page.class)
                .setProperty("jakarta.persistence.jdbc.url", cluster.primary().jdbcUrl())
                .setProperty("jakarta.persistence.jdbc.user", cluster.primary().username())
                .setProperty(
                        "jakarta.persistence.jdbc.password", cluster.primary().password())
                .setProperty("hibernate.hbm2ddl.auto", "create")
                .buildSessionFactory();
        sessions.inTransaction(session -> execute(
                session,
                "create index on tree_folder (owner_id)",
                "create index on tree_page (folder_id)",
                "create table tree_deletion as select i as id, gen_random_uuid() as deletion"
                        + " from generate_series(1, " + owners + ") i"));
    }

    /** Every owner is in the trash with all that belongs to it, each by a deletion of its own. */
    private void fill() {
        sessions.inTransaction(session -> execute(
                session,
                "truncate tree_page, tree_folder, tree_owner",
                "insert into tree_owner (id, name, deleted_at, deletion_id)"
                        + " select id, 'owner ' || id, now(), deletion from tree_deletion",
                "insert into tree_folder (id, name, owner_id, deleted_at, deletion_id)"
                        + " select o.id * 100 + f, 'folder ' || f, o.id, now(), o.deletion_id"
                        + " from tree_owner o, generate_series(1, " + FOLDERS + ") f",
                "insert into tree_page (id, name, folder_id, deleted_at, deletion_id)"
                        + " select f.id * 100 + p, 'page ' || p, f.id, now(), f.deletion_id"
                        + " from tree_folder f, generate_series(1, " + PAGES + ") p"));
        sessions.inStatelessSession(session -> session.doWork(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("vacuum analyze tree_owner, tree_folder, tree_page");
            }
        }));
    }

    void measure(Report report) {
        compare(
                report,
                "restore",
                TreeCost::restoreByHand,
                session -> Trash.of(session).restoreAll(Tree.Owner.class, Restriction.unrestricted()));
        compare(
                report,
                "forced deletion",
                TreeCost::deleteByHand,
                session -> Trash.of(session).forceDeleteAll(Tree.Owner.class, Restriction.unrestricted()));
        compare(
                report,
                "purge",
                TreeCost::deleteByHand,
                session -> Trash.of(session).purge(Tree.Owner.class, Duration.ZERO));
        report.note(memory());
    }

    private static void restoreByHand(Session session) {
        String live = " set deleted_at = null, deletion_id = null";
        execute(
                session,
                "update tree_page p" + live + " from tree_owner o"
                        + " where o.deleted_at is not null and p.deletion_id = o.deletion_id",
                "update tree_folder f" + live + " from tree_owner o"
                        + " where o.deleted_at is not null and f.deletion_id = o.deletion_id",
                "update tree_owner" + live + " where deleted_at is not null");
    }

    private static void deleteByHand(Session session) {
        execute(
                session,
                "delete from tree_page p using tree_folder f, tree_owner o"
                        + " where p.folder_id = f.id and f.owner_id = o.id and o.deleted_at <= now()",
                "delete from tree_folder f using tree_owner o where f.owner_id = o.id and o.deleted_at <= now()",
                "delete from tree_owner where deleted_at <= now()");
    }

    private static void execute(Session session, String... statements) {
        for (String sql : statements) {
            session.createNativeMutationQuery(sql).executeUpdate();
        }
    }

    /** Both in turn, in either order; ratios are of one round. */
    private void compare(Report report, String what, Consumer<Session> hand, Consumer<Session> nexs) {
        timed(hand);
        timed(nexs);
        double[] ratios = new double[rounds];
        double[] rates = new double[rounds];
        double rows = (double) owners * ROWS_PER_OWNER;
        for (int round = 0; round < rounds; round++) {
            boolean first = round % 2 == 0;
            double one = timed(first ? hand : nexs);
            double other = timed(first ? nexs : hand);
            ratios[round] = first ? one / other : other / one;
            rates[round] = rows / (first ? other : one);
        }
        Interval ratio = Interval.of(ratios);
        report.note(String.format(
                Locale.ROOT,
                "%s of %,.0f rows, %d owners with two levels of children, %d pairs: %,.0f rows/s, %.2f [%.2f–%.2f] of"
                        + " three statements by hand.",
                what,
                rows,
                owners,
                rounds,
                Interval.of(rates).median(),
                ratio.median(),
                ratio.lower(),
                ratio.upper()));
    }

    /** In seconds. */
    private double timed(Consumer<Session> work) {
        fill();
        long start = System.nanoTime();
        sessions.inTransaction(work);
        return (System.nanoTime() - start) / 1e9;
    }

    /** What the heap holds, after a collection, while a purge goes on. */
    private String memory() {
        fill();
        List<Long> held = new ArrayList<>();
        sessions.inSession(session -> Trash.of(session)
                .purge(
                        Tree.Owner.class,
                        Duration.ZERO,
                        options ->
                                options.batchSize(Math.max(1, owners / 10)).onProgress(progress -> held.add(live()))));
        return String.format(
                Locale.ROOT,
                "The heap holds %.1f MB after the first tenth of a purge and %.1f MB after the last.",
                held.get(0) / 1e6,
                held.get(held.size() - 1) / 1e6);
    }

    private static long live() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Override
    public void close() {
        sessions.close();
    }
}
