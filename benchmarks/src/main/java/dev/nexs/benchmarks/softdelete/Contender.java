package dev.nexs.benchmarks.softdelete;

import java.util.ArrayList;
import java.util.List;
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
    private final String byId;
    private final Consumer<Session> before;
    private final List<String> statements = new ArrayList<>();
    private boolean noting;
    private final SessionFactory sessions;

    Contender(OneConnection connection, Class<T> entity, String predicate, Consumer<Session> before) {
        this.entity = entity;
        this.query = "from " + entity.getSimpleName() + " d where d.owner = :owner" + predicate;
        this.byId = "from " + entity.getSimpleName() + " d where d.id = :id" + predicate;
        this.before = before;
        Configuration configuration = new Configuration().setProperty("hibernate.hbm2ddl.auto", "none");
        configuration.getProperties().put("hibernate.connection.provider_class", connection);
        configuration.getProperties().put("hibernate.connection.provider_disables_autocommit", true);
        this.sessions = configuration
                .setStatementInspector(this::note)
                .addAnnotatedClass(entity)
                .buildSessionFactory();
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

    /** The same row by a query, which is where a predicate by hand can stand. */
    void queryById() {
        sessions.inTransaction(session -> {
            before.accept(session);
            long id = 2L * ThreadLocalRandom.current().nextInt(1, DocumentTable.ROWS / 2);
            if (session.createSelectionQuery(byId, entity)
                            .setParameter("id", id)
                            .getSingleResultOrNull()
                    == null) {
                throw new IllegalStateException(entity.getSimpleName() + " does not see row " + id);
            }
        });
    }

    private String note(String sql) {
        if (noting) {
            statements.add(sql);
        }
        return sql;
    }

    /** What one operation sends, so that contenders can be seen to do the same work. */
    List<String> statements(Runnable operation) {
        statements.clear();
        noting = true;
        operation.run();
        noting = false;
        return List.copyOf(statements);
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
