package dev.nexs.examples.demo;

import dev.nexs.associations.AssociationsSettings;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.observe.NexsEndpoints;
import dev.nexs.testing.Cluster;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** Starts a primary and two replicas and plays all scenes on them. */
public final class Demo {

    private static final List<Scene> SCENES = List.of(
            new ClusterScene(),
            new RoutingScene(),
            new JsonScene(),
            new SoftDeleteScene(),
            new PreloadScene(),
            new BulkScene(),
            new TenantsScene(),
            new FailoverScene());

    private Demo() {}

    /** Runs the tour; with {@code -Dstay=true} the cluster goes on until Enter is pressed. The code is 1 if a promise broke. */
    public static void main(String[] arguments) throws Exception {
        if (!run(System.out)) {
            System.exit(1);
        }
    }

    /** {@return whether every promise held} */
    static boolean run(PrintStream out) throws Exception {
        out.println("Starting a primary and two replicas (the first time, PostgreSQL is unpacked) ...");
        Map<String, Long> figures = new LinkedHashMap<>();
        try (Cluster cluster = Cluster.start(c -> c.replicas(2).synchronous(true));
                NexsDataSource dataSource = open(cluster);
                SessionFactory sessions = sessions(dataSource)) {
            Stage stage = new Stage(cluster, dataSource, sessions, out, figures);
            for (Scene scene : SCENES) {
                stage.play(scene);
            }
            close(out, figures);
            if (Boolean.getBoolean("stay")) {
                stay(cluster, dataSource, out);
            }
        }
        List<String> broken = broken(figures);
        broken.forEach(promise -> out.println("BROKEN: " + promise));
        out.println();
        out.println("That was the tour. README.md tells where each scene is explained.");
        return broken.isEmpty();
    }

    private static void close(PrintStream out, Map<String, Long> figures) {
        out.println();
        figures.forEach((name, figure) -> out.printf(Locale.ROOT, "   %-30s %8d%n", name, figure));
    }

    private static List<String> broken(Map<String, Long> figures) {
        List<String> broken = new ArrayList<>();
        if (!Objects.equals(figures.get(FailoverScene.ACKNOWLEDGED), figures.get(FailoverScene.FOUND))) {
            broken.add("a write that was acknowledged is lost, or one was written twice");
        }
        for (String none : List.of(FailoverScene.FAILURES, FailoverScene.STALE, TenantsScene.FOREIGN)) {
            if (figures.getOrDefault(none, -1L) != 0) {
                broken.add(none + " should be 0");
            }
        }
        return broken;
    }

    private static void stay(Cluster cluster, NexsDataSource dataSource, PrintStream out) throws IOException {
        try (NexsEndpoints endpoints = NexsEndpoints.start(dataSource, 0)) {
            String base = "http://127.0.0.1:" + endpoints.port();
            out.println();
            out.println("The cluster goes on: " + cluster.jdbcUrl() + " as " + cluster.username());
            out.println("Health: " + base + "/health/ready");
            out.println("Press Enter to end it.");
            int read = System.in.read();
            out.println(read < 0 ? "There is no one to press it." : "");
        }
    }

    private static NexsDataSource open(Cluster cluster) {
        return NexsDataSource.builder()
                .url(cluster.jdbcUrl())
                .username(cluster.username())
                .password(cluster.password())
                .build();
    }

    private static SessionFactory sessions(NexsDataSource dataSource) {
        Configuration configuration = new Configuration().addAnnotatedClasses(Book.class, Author.class, Essay.class);
        configuration.getProperties().put("nexs.datasource", dataSource);
        configuration.setProperty("hibernate.hbm2ddl.auto", "create");
        configuration.setProperty(AssociationsSettings.RECORD_STATEMENTS, "on");
        return configuration.buildSessionFactory();
    }
}
