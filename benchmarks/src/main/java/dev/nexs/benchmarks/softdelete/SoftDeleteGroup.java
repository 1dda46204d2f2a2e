package dev.nexs.benchmarks.softdelete;

import dev.nexs.benchmarks.harness.Comparison;
import dev.nexs.benchmarks.harness.Group;
import dev.nexs.benchmarks.harness.Mode;
import dev.nexs.benchmarks.harness.Report;
import dev.nexs.testing.Cluster;
import java.util.Locale;
import org.hibernate.Session;

/** Four ways to hide deleted rows, end to end: session, transaction, one read. */
public final class SoftDeleteGroup implements Group {

    /** A slice is long enough for ten operations, in either order. */
    private static final int PIECES = 20;

    /** For the service loader. */
    public SoftDeleteGroup() {}

    @Override
    public String name() {
        return "softdelete";
    }

    @Override
    public void run(Mode mode, Report report) throws Exception {
        try (Cluster cluster = Cluster.start()) {
            DocumentTable.create(cluster);
            try (var connection = new OneConnection(cluster);
                    var hand = new Contender<>(
                            connection, HandWritten.class, " and d.deletedAt is null", SoftDeleteGroup::none);
                    var nexs = new Contender<>(connection, Trashable.class, "", SoftDeleteGroup::none);
                    var own = new Contender<>(connection, HibernateSoftDelete.class, "", SoftDeleteGroup::none);
                    var filter =
                            new Contender<>(connection, Filtered.class, "", session -> session.enableFilter("live"))) {
                report.note("Statements: by hand " + hand.statements(hand::select) + ", " + hand.statements(hand::find)
                        + "; @SoftDeletable " + nexs.statements(nexs::select) + ", " + nexs.statements(nexs::find)
                        + ".");
                report.add(Comparison.of("HQL select", "20 live rows of 40, four columns, by an indexed attribute")
                        .pieces(PIECES)
                        .contender("predicate by hand", hand::select)
                        .contender("@SoftDeletable", nexs::select)
                        .contender("@SoftDelete", own::select)
                        .contender("@Filter", filter::select)
                        .run(mode));
                report.add(Comparison.of("find", "one row of 40,000, four columns; the first hides nothing")
                        .pieces(PIECES)
                        .contender("no soft delete", hand::find)
                        .contender("@SoftDeletable", nexs::find)
                        .contender("@SoftDelete", own::find)
                        .contender("@Filter", filter::find)
                        .contender("predicate by hand, in HQL", hand::queryById)
                        .run(mode));
                connection.plans().forEach(report::note);
                report.note(String.format(
                        Locale.ROOT,
                        "Plan cache hit rate over 1,000 queries: by hand %.3f, @SoftDeletable %.3f, @SoftDelete %.3f,"
                                + " @Filter %.3f.",
                        hand.planCacheHitRate(),
                        nexs.planCacheHitRate(),
                        own.planCacheHitRate(),
                        filter.planCacheHitRate()));
            }
            new BootCost(cluster).measure(mode).forEach(report::note);
            try (TreeCost trees = new TreeCost(cluster, mode)) {
                trees.measure(report);
            }
        }
    }

    private static void none(Session session) {}
}
