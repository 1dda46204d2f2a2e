package dev.nexs.orm.bulk.internal.hibernate;

import dev.nexs.orm.Transactions;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.SharedSessionContract;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;

/** Deletes by identifiers. HQL knows soft deletes, tenants and several tables; this only cuts the ids into portions. */
public interface Deletes {

    /** Where nothing is mapped. */
    Deletes NONE = (type, ids) -> 0;

    /** Deletes. */
    long delete(Class<?> type, Iterable<?> ids);

    /** {@return deletes in units of their own, one for each portion} */
    static Deletes of(SessionFactory factory) {
        Transactions transactions = Transactions.of(factory);
        return (type, ids) -> {
            String hql = hql(factory, type);
            long sum = 0;
            for (List<Object> portion : portions(ids)) {
                sum += transactions.<Integer, RuntimeException>write(session -> run(session, hql, portion));
            }
            return sum;
        };
    }

    /** {@return deletes in the transaction of {@code session}} */
    static Deletes within(SharedSessionContract session) {
        return (type, ids) -> {
            if (!session.isJoinedToTransaction()) {
                throw new IllegalStateException(
                        "The session has no transaction; begin one, or use Bulk.of(sessionFactory),"
                                + " which runs transactions of its own");
            }
            String hql = hql(session.getFactory(), type);
            long sum = 0;
            for (List<Object> portion : portions(ids)) {
                sum += run(session, hql, portion);
                if (session instanceof Session stateful) {
                    detach(stateful, type, portion);
                }
            }
            return sum;
        };
    }

    private static int run(SharedSessionContract session, String hql, List<Object> ids) {
        return session.createMutationQuery(hql).setParameterList("ids", ids).executeUpdate();
    }

    private static void detach(Session session, Class<?> type, List<Object> ids) {
        SharedSessionContractImplementor implementor = session.unwrap(SharedSessionContractImplementor.class);
        EntityPersister persister = Entities.persister(implementor.getFactory(), type);
        for (Object id : ids) {
            Object managed =
                    implementor.getPersistenceContext().getEntity(implementor.generateEntityKey(id, persister));
            if (managed != null) {
                session.detach(managed);
            }
        }
    }

    private static String hql(SessionFactory factory, Class<?> type) {
        EntityPersister persister = Entities.persister(factory.unwrap(SessionFactoryImplementor.class), type);
        return "delete from " + persister.getEntityName() + " e where id(e) in (:ids)";
    }

    private static List<List<Object>> portions(Iterable<?> ids) {
        List<List<Object>> portions = new ArrayList<>();
        List<Object> portion = new ArrayList<>();
        for (Object id : ids) {
            portion.add(id);
            if (portion.size() == 1_000) {
                portions.add(portion);
                portion = new ArrayList<>();
            }
        }
        if (!portion.isEmpty()) {
            portions.add(portion);
        }
        return portions;
    }
}
