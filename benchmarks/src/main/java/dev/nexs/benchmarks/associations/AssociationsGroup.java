package dev.nexs.benchmarks.associations;

import dev.nexs.associations.Associations;
import dev.nexs.associations.Preload;
import dev.nexs.benchmarks.harness.Comparison;
import dev.nexs.benchmarks.harness.Group;
import dev.nexs.benchmarks.harness.Mode;
import dev.nexs.benchmarks.harness.Report;
import dev.nexs.testing.Cluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
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
                SessionFactory sessions = sessions(cluster)) {
            fill(cluster);
            report.add(fetching(sessions).run(mode));
            try (Connection connection = cluster.primary().connect();
                    Session session = sessions.openSession()) {
                report.add(appending(connection, session).run(mode));
            }
        }
    }

    private static SessionFactory sessions(Cluster cluster) {
        Configuration configuration = new Configuration();
        Stream.of(Parent.class, First.class, Second.class, Third.class, Entry.class)
                .forEach(configuration::addAnnotatedClass);
        configuration.setProperty(
                "jakarta.persistence.jdbc.url", cluster.primary().jdbcUrl());
        configuration.setProperty(
                "jakarta.persistence.jdbc.user", cluster.primary().username());
        configuration.setProperty(
                "jakarta.persistence.jdbc.password", cluster.primary().password());
        configuration.setProperty("hibernate.hbm2ddl.auto", "create");
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
                        "vacuum analyze");
    }

    private static Comparison fetching(SessionFactory sessions) {
        return Comparison.of("load three collections", "200 parents, three collections of 20, read completely")
                .contender("lazy", () -> in(sessions, session -> touch(parents(session))))
                .contender(
                        "Preload",
                        () -> in(sessions, session -> {
                            List<Parent> parents = parents(session);
                            Preload.of(session)
                                    .with("firsts", "seconds", "thirds")
                                    .into(parents);
                            touch(parents);
                        }))
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
                .contender(
                        "subselect",
                        () -> in(sessions, session -> {
                            session.setSubselectFetchingEnabled(true);
                            touch(parents(session));
                        }));
    }

    private static Comparison appending(Connection connection, Session session) throws Exception {
        AtomicLong ids = new AtomicLong(1_000_000_000L);
        connection.setAutoCommit(false);
        Parent parent = session.find(Parent.class, 201L);
        return Comparison.of("append one member", "a collection of 10,000, one transaction each")
                .contender("INSERT by JDBC", () -> {
                    try (PreparedStatement insert =
                            connection.prepareStatement("insert into entry (id, text, parent_id) values (?, ?, ?)")) {
                        insert.setLong(1, ids.incrementAndGet());
                        insert.setString(2, "entry");
                        insert.setLong(3, 201);
                        insert.executeUpdate();
                    }
                    connection.commit();
                })
                .contender("Association.append", () -> {
                    session.beginTransaction();
                    Entry entry = new Entry();
                    entry.text = "entry";
                    Associations.of(session)
                            .<Entry>collection(parent, "entries")
                            .append(entry);
                    session.getTransaction().commit();
                    session.detach(entry);
                })
                .contender("Hibernate, persist with a reference", () -> {
                    session.beginTransaction();
                    Entry entry = new Entry();
                    entry.text = "entry";
                    entry.parent = parent;
                    session.persist(entry);
                    session.getTransaction().commit();
                    session.detach(entry);
                });
    }

    private static void in(SessionFactory sessions, Consumer<Session> work) {
        sessions.inTransaction(work);
    }

    private static List<Parent> parents(Session session) {
        return session.createSelectionQuery(PARENTS, Parent.class).getResultList();
    }

    private static void touch(List<Parent> parents) {
        for (Parent parent : parents) {
            Hibernate.initialize(parent.firsts);
            Hibernate.initialize(parent.seconds);
            Hibernate.initialize(parent.thirds);
        }
    }
}
