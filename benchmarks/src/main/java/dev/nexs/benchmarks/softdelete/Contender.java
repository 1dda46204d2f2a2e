package dev.nexs.benchmarks.softdelete;

import dev.nexs.testing.Cluster;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.stat.Statistics;

/** One way to hide what is deleted, on the same table. */
final class Contender<T> implements AutoCloseable {

    private final Class<T> entity;
    private final String query;
    private final Consumer<Session> before;
    private final SessionFactory sessions;

    Contender(Cluster cluster, Class<T> entity, String predicate, Consumer<Session> before) {
        this.entity = entity;
        this.query = "from " + entity.getSimpleName() + " d where d.owner = :owner" + predicate;
        this.before = before;
        this.sessions = configuration(cluster).addAnnotatedClass(entity).buildSessionFactory();
    }

    static Configuration configuration(Cluster cluster) {
        return new Configuration()
                .setProperty("jakarta.persistence.jdbc.url", cluster.primary().jdbcUrl())
                .setProperty("jakarta.persistence.jdbc.user", cluster.primary().username())
                .setProperty(
                        "jakarta.persistence.jdbc.password", cluster.primary().password())
                .setProperty("hibernate.hbm2ddl.auto", "none");
    }

    /** Twenty live rows out of forty. */
    void select() {
        sessions.inTransaction(session -> {
            before.accept(session);
            String owner = "owner " + ThreadLocalRandom.current().nextInt(DocumentTable.OWNERS);
            int rows = session.createSelectionQuery(query, entity)
                    .setParameter("owner", owner)
                    .getResultList()
                    .size();
            if (rows != DocumentTable.LIVE_PER_OWNER) {
                throw new IllegalStateException(entity.getSimpleName() + " sees " + rows + " rows of " + owner);
            }
        });
    }

    /** One live row. */
    void find() {
        sessions.inTransaction(session -> {
            before.accept(session);
            long id = 2L * ThreadLocalRandom.current().nextInt(1, DocumentTable.ROWS / 2);
            if (session.find(entity, id) == null) {
                throw new IllegalStateException(entity.getSimpleName() + " does not see row " + id);
            }
        });
    }

    /** The share of plans that were found in the cache, over a thousand queries. */
    double planCacheHitRate() {
        Statistics statistics = sessions.getStatistics();
        statistics.setStatisticsEnabled(true);
        statistics.clear();
        for (int i = 0; i < 1000; i++) {
            select();
        }
        double hits = statistics.getQueryPlanCacheHitCount();
        double rate = hits / (hits + statistics.getQueryPlanCacheMissCount());
        statistics.setStatisticsEnabled(false);
        return rate;
    }

    @Override
    public void close() {
        sessions.close();
    }
}
