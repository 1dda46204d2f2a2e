package dev.nexs.benchmarks.associations;

import dev.nexs.associations.AssociationsSettings;
import dev.nexs.associations.Preload;
import dev.nexs.benchmarks.harness.Comparison;
import dev.nexs.benchmarks.harness.Mode;
import dev.nexs.benchmarks.harness.Report;
import dev.nexs.testing.Cluster;
import java.util.List;
import java.util.Map;
import org.hibernate.Session;
import org.hibernate.SessionFactory;

/** What automatic preloading costs beside preloading by hand and batch fetching, and where there is nothing to preload. */
final class Automatic implements AutoCloseable {

    private final SessionFactory plain;
    private final SessionFactory automatic;
    private final SessionFactory batched;

    Automatic(Cluster cluster) {
        plain = AssociationsGroup.sessions(cluster, "none", Map.of());
        automatic = AssociationsGroup.sessions(cluster, "none", Map.of(AssociationsSettings.AUTO_PRELOAD, "on"));
        batched = AssociationsGroup.sessions(cluster, "none", Map.of("hibernate.default_batch_fetch_size", "100"));
    }

    void run(Mode mode, Report report) throws Exception {
        report.add(loading().run(mode));
        report.add(nothing().run(mode));
    }

    private Comparison loading() {
        return Comparison.of("load what is touched, in turns", "200 parents, three collections of 20, read completely")
                .pieces(4)
                .contender(
                        "Preload",
                        () -> plain.inTransaction(session -> {
                            List<Parent> parents = AssociationsGroup.parents(session);
                            Preload.of(session)
                                    .with("firsts", "seconds", "thirds")
                                    .into(parents);
                            AssociationsGroup.touch(parents);
                        }))
                .contender("auto-preload=on", () -> automatic.inTransaction(Automatic::touch))
                .contender("default_batch_fetch_size=100", () -> batched.inTransaction(Automatic::touch));
    }

    private static void touch(Session session) {
        AssociationsGroup.touch(AssociationsGroup.parents(session));
    }

    private Comparison nothing() {
        return Comparison.of("a page without associations, in turns", "200 entities of three columns")
                .pieces(4)
                .contender("auto-preload=off", () -> plain.inTransaction(Automatic::page))
                .contender("auto-preload=on", () -> automatic.inTransaction(Automatic::page));
    }

    private static void page(Session session) {
        List<Plain> page = session.createSelectionQuery("from Plain where id <= 200", Plain.class)
                .getResultList();
        if (page.size() != 200) {
            throw new IllegalStateException("read " + page.size() + " of 200");
        }
    }

    @Override
    public void close() {
        plain.close();
        automatic.close();
        batched.close();
    }
}
