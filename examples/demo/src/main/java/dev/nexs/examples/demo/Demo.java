package dev.nexs.examples.demo;

import dev.nexs.associations.AssociationsSettings;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.testing.Cluster;
import java.io.PrintStream;
import java.util.List;
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
            new TenantScene(),
            new FailoverScene());

    private Demo() {}

    /** Runs the tour. */
    public static void main(String[] arguments) throws Exception {
        run(System.out);
    }

    static void run(PrintStream out) throws Exception {
        out.println("Starting a primary and two replicas (the first time, PostgreSQL is unpacked) ...");
        try (Cluster cluster = Cluster.start(c -> c.replicas(2).synchronous(true));
                NexsDataSource dataSource = open(cluster);
                SessionFactory sessions = sessions(dataSource)) {
            Stage stage = new Stage(cluster, dataSource, sessions, out);
            for (Scene scene : SCENES) {
                stage.play(scene);
            }
        }
        out.println();
        out.println("That was the tour. README.md tells where each scene is explained.");
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
