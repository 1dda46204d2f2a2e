package dev.nexs.examples.springboot;

import dev.nexs.orm.ConsistencyScope;
import dev.nexs.testing.Cluster;
import java.io.PrintStream;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the application and uses it: a transaction goes to the primary, a read-only one to a replica. */
public final class Main {

    private Main() {}

    /** Runs on the server that {@code NEXS_URL} names, else on an embedded primary with one replica. */
    public static void main(String[] arguments) {
        run(System.out);
    }

    static void run(PrintStream out) {
        if (System.getenv("NEXS_URL") != null) {
            run(Map.of(), out);
            return;
        }
        try (Cluster cluster = Cluster.start(c -> c.replicas(1))) {
            run(
                    Map.of(
                            "spring.datasource.url", cluster.jdbcUrl(),
                            "spring.datasource.username", cluster.username(),
                            "spring.datasource.password", cluster.password()),
                    out);
        }
    }

    private static void run(Map<String, Object> settings, PrintStream out) {
        try (ConfigurableApplicationContext application = new SpringApplicationBuilder(NotesApplication.class)
                .properties(settings)
                .run()) {
            Notes notes = application.getBean(Notes.class);
            // In a web application each request is such a scope, by the starter's filter.
            ConsistencyScope scope = ConsistencyScope.open();
            try (scope) {
                out.println("wrote on " + notes.write("bring milk"));
                out.println("read " + notes.read());
            }
        }
    }
}
