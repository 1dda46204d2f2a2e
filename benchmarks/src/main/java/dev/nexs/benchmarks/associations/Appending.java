package dev.nexs.benchmarks.associations;

import dev.nexs.associations.Associations;
import dev.nexs.benchmarks.harness.Comparison;
import dev.nexs.testing.Cluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;

/**
 * One more member of a collection of 10,000. What is compared is one INSERT between BEGIN and COMMIT, in two round trips;
 * the INSERT that commits itself, in one, is there to tell what the transaction costs.
 */
final class Appending implements AutoCloseable {

    private static final String INSERT = "insert into entry (id, text, parent_id) values (?, ?, ?)";
    private static final long PARENT = 201L;

    private final AtomicLong ids = new AtomicLong(1_000_000_000L);
    private final Connection transactional;
    private final Connection autoCommit;
    private final PreparedStatement inTransaction;
    private final PreparedStatement alone;
    private final Session session;
    private final StatelessSession stateless;
    private final Parent parent;

    Appending(Cluster cluster, SessionFactory sessions) throws SQLException {
        transactional = cluster.primary().connect();
        transactional.setAutoCommit(false);
        autoCommit = cluster.primary().connect();
        inTransaction = transactional.prepareStatement(INSERT);
        alone = autoCommit.prepareStatement(INSERT);
        session = sessions.openSession();
        stateless = sessions.openStatelessSession();
        parent = session.find(Parent.class, PARENT);
    }

    Comparison comparison() {
        return Comparison.of("append one member", "a collection of 10,000, one transaction each")
                .contender("BEGIN, INSERT, COMMIT by JDBC", () -> {
                    insert(inTransaction);
                    transactional.commit();
                })
                .contender("INSERT by JDBC, autocommit", () -> insert(alone))
                .contender("INSERT by Hibernate's native query", () -> {
                    session.beginTransaction();
                    session.createNativeMutationQuery(INSERT)
                            .setParameter(1, ids.incrementAndGet())
                            .setParameter(2, "entry")
                            .setParameter(3, PARENT)
                            .executeUpdate();
                    session.getTransaction().commit();
                })
                .contender("Hibernate, stateless insert", () -> {
                    stateless.beginTransaction();
                    Entry entry = entry();
                    entry.parent = parent;
                    stateless.insert(entry);
                    stateless.getTransaction().commit();
                })
                .contender("Hibernate, persist with a reference", () -> {
                    session.beginTransaction();
                    Entry entry = entry();
                    entry.parent = parent;
                    session.persist(entry);
                    session.getTransaction().commit();
                    session.detach(entry);
                })
                .contender("Association.append", () -> {
                    session.beginTransaction();
                    Entry entry = entry();
                    Associations.of(session)
                            .<Entry>collection(parent, "entries")
                            .append(entry);
                    session.getTransaction().commit();
                    session.detach(entry);
                });
    }

    private void insert(PreparedStatement statement) throws SQLException {
        statement.setLong(1, ids.incrementAndGet());
        statement.setString(2, "entry");
        statement.setLong(3, PARENT);
        statement.executeUpdate();
    }

    private static Entry entry() {
        Entry entry = new Entry();
        entry.text = "entry";
        return entry;
    }

    @Override
    public void close() throws SQLException {
        session.close();
        stateless.close();
        transactional.close();
        autoCommit.close();
    }
}
