package dev.nexs.benchmarks.associations;

import dev.nexs.associations.Preload;
import dev.nexs.benchmarks.harness.Comparison;
import dev.nexs.benchmarks.harness.Group;
import dev.nexs.benchmarks.harness.Mode;
import dev.nexs.benchmarks.harness.Report;
import dev.nexs.testing.Cluster;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** 200 parents with three collections of 20, and one parent with 10,000 entries. */
public final class AssociationsGroup implements Group {

    private static final String PARENTS = "from Parent where id <= 200";

    /** For the service loader. */
    public AssociationsGroup() {}

    @Override
    public String name() {
        return "associations";
    }

    @Override
    public void run(Mode mode, Report report) throws Exception {
        try (Cluster cluster = Cluster.start();
                SessionFactory sessions = sessions(cluster, "create", Map.of())) {
            fill(cluster);
            report.add(fetching(sessions).run(mode));
            report.add(fastest(sessions).run(mode));
            try (Automatic automatic = new Automatic(cluster)) {
                automatic.run(mode, report);
            }
            try (Appending appending = new Appending(cluster, sessions)) {
                report.add(appending.comparison().run(mode));
            }
        }
    }

    static SessionFactory sessions(Cluster cluster, String schema, Map<String, String> settings) {
        Configuration configuration = new Configuration();
        Stream.of(Parent.class, First.class, Second.class, Third.class, Entry.class, Plain.class)
                .forEach(configuration::addAnnotatedClass);
        configuration.setProperty(
                "jakarta.persistence.jdbc.url", cluster.primary().jdbcUrl());
        configuration.setProperty(
                "jakarta.persistence.jdbc.user", cluster.primary().username());
        configuration.setProperty(
                "jakarta.persistence.jdbc.password", cluster.primary().password());
        configuration.setProperty("hibernate.hbm2ddl.auto", schema);
        settings.forEach(configuration::setProperty);
        return configuration.buildSessionFactory();
    }

    private static void fill(Cluster cluster) {
        cluster.primary()
                .execute("insert into parent (id, name) select i, 'parent ' || i from generate_series(1, 201) i");
        for (String table : List.of("first", "second", "third")) {
            cluster.primary()
                    .execute(
                            "insert into " + table + " (id, text, parent_id)"
                                    + " select p * 100 + c, 'member ' || c, p"
                                    + " from generate_series(1, 200) p, generate_series(1, 20) c",
                            "create index on " + table + " (parent_id)");
        }
        cluster.primary()
                .execute(
                        "insert into entry (id, text, parent_id) select i, 'entry', 201 from generate_series(1, 10000) i",
                        "create index on entry (parent_id)",
                        "insert into plain (id, text, number) select i, 'text ' || i, i from generate_series(1, 1000) i",
                        "vacuum analyze");
    }

    private static Comparison fetching(SessionFactory sessions) {
        BlazeViews blaze = new BlazeViews(sessions);
        return Comparison.of("load three collections", "200 parents, three collections of 20, read completely")
                .contender("lazy", () -> in(sessions, session -> touch(parents(session))))
                .contender("Preload", () -> in(sessions, AssociationsGroup::preload))
                .contender(
                        "join fetch, one query per collection",
                        () -> in(sessions, session -> {
                            for (String attribute : List.of("firsts", "seconds", "thirds")) {
                                session.createSelectionQuery(
                                                "from Parent p left join fetch p." + attribute + " where p.id <= 200",
                                                Parent.class)
                                        .getResultList();
                            }
                            touch(parents(session));
                        }))
                .contender(
                        "entity graph, one query per collection",
                        () -> in(sessions, session -> {
                            for (String attribute : List.of("firsts", "seconds", "thirds")) {
                                var graph = session.createEntityGraph(Parent.class);
                                graph.addAttributeNodes(attribute);
                                session.createSelectionQuery(PARENTS, Parent.class)
                                        .setEntityGraph(graph, org.hibernate.graph.GraphSemantic.LOAD)
                                        .getResultList();
                            }
                            touch(parents(session));
                        }))
                .contender(
                        "batch size 200",
                        () -> in(sessions, session -> {
                            session.setFetchBatchSize(200);
                            touch(parents(session));
                        }))
                .contender("subselect", () -> in(sessions, AssociationsGroup::subselect))
                .contender("Blaze-Persistence multiset (views, unmanaged)", () -> in(sessions, blaze::members));
    }

    /** One execution at a time, in turns: what parts them is less than what a whole comparison scatters by. */
    private static Comparison fastest(SessionFactory sessions) {
        return Comparison.of("the two fastest in turns", "200 parents, three collections of 20, read completely")
                .pieces(4)
                .contender("subselect", () -> in(sessions, AssociationsGroup::subselect))
                .contender("Preload", () -> in(sessions, AssociationsGroup::preload));
    }

    private static void preload(Session session) {
        List<Parent> parents = parents(session);
        Preload.of(session).with("firsts", "seconds", "thirds").into(parents);
        touch(parents);
    }

    private static void subselect(Session session) {
        session.setSubselectFetchingEnabled(true);
        touch(parents(session));
    }

    private static void in(SessionFactory sessions, Consumer<Session> work) {
        sessions.inTransaction(work);
    }

    static List<Parent> parents(Session session) {
        return session.createSelectionQuery(PARENTS, Parent.class).getResultList();
    }

    static void touch(List<Parent> parents) {
        for (Parent parent : parents) {
            Hibernate.initialize(parent.firsts);
            Hibernate.initialize(parent.seconds);
            Hibernate.initialize(parent.thirds);
        }
    }
}
