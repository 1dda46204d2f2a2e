package dev.nexs.softdelete.internal.hibernate.operation;

import java.util.List;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.hibernate.query.criteria.JpaCriteriaQuery;
import org.hibernate.query.criteria.JpaRoot;
import org.hibernate.query.restriction.Restriction;

/** The ids of the entities that meet a restriction. */
public final class IdQuery {

    private IdQuery() {}

    /** Runs the query under the view of the session. */
    public static <T> List<Object> ids(
            SharedSessionContractImplementor session, Class<T> entity, Restriction<T> restriction) {
        HibernateCriteriaBuilder builder = session.getCriteriaBuilder();
        JpaCriteriaQuery<Object> query = builder.createQuery(Object.class);
        JpaRoot<T> root = query.from(entity);
        query.select(root.id());
        restriction.apply(query, root);
        return session.createSelectionQuery(query).getResultList();
    }
}
