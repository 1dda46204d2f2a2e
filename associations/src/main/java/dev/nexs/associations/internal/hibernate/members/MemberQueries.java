package dev.nexs.associations.internal.hibernate.members;

import dev.nexs.associations.AssociationException;
import dev.nexs.associations.internal.hibernate.view.OwnTenant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.QueryException;
import org.hibernate.query.SelectionQuery;
import org.hibernate.query.restriction.Restriction;
import org.hibernate.query.specification.SelectionSpecification;
import org.jspecify.annotations.Nullable;

/** Asks the database about the members. Hibernate flushes what concerns them before, and knows which rows are hidden. */
final class MemberQueries {

    private static final String OWNER = "nexsOwner";

    private final CollectionOf collection;

    MemberQueries(CollectionOf collection) {
        this.collection = collection;
    }

    private String from() {
        return " from " + collection.entry().getEntityName() + " nexs_o join nexs_o." + collection.name()
                + " nexs_m where nexs_o = :" + OWNER
                + OwnTenant.condition("nexs_m", collection.attribute(), collection.session());
    }

    long count() {
        return query("select count(*)" + from(), Long.class).getSingleResult();
    }

    boolean exists() {
        return !query("select 1" + from(), Integer.class)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    boolean contains(Object member) {
        return !query("select 1" + from() + " and nexs_m = :nexsMember", Integer.class)
                .setParameter("nexsMember", member)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    /** {@return those of the values that are members} Entities are looked for in one statement. */
    List<Object> contained(List<Object> values) {
        if (values.isEmpty()) {
            return List.of();
        }
        if (collection.holdsEntities()) {
            List<Object> ids = values.stream().map(collection::identifier).toList();
            Set<Object> found =
                    new HashSet<>(query("select id(nexs_m)" + from() + " and id(nexs_m) in :nexsMembers", Object.class)
                            .setParameterList("nexsMembers", ids)
                            .getResultList());
            return values.stream()
                    .filter(value -> found.contains(collection.identifier(value)))
                    .toList();
        }
        return values.stream().filter(this::contains).toList();
    }

    /** {@return the identifiers of all members} */
    List<Object> identifiers() {
        return query("select id(nexs_m)" + from(), Object.class).getResultList();
    }

    <E> List<E> all() {
        return this.<E>typed("").getResultList();
    }

    <E> List<E> find(String restriction, Map<String, ?> parameters) {
        try {
            SelectionQuery<E> query = typed(" and (" + restriction + ")");
            parameters.forEach(query::setParameter);
            return query.getResultList();
        } catch (IllegalArgumentException | QueryException e) {
            throw unparsable(restriction, e);
        }
    }

    <E> List<E> find(Restriction<? super E> restriction) {
        return SelectionSpecification.create(this.<E>type(), members(""))
                .restrict(restriction)
                .createQuery(collection.session())
                .setParameter(OWNER, collection.owner())
                .getResultList();
    }

    private <E> SelectionQuery<E> typed(String condition) {
        return query(members(condition), this.<E>type());
    }

    /** Names in the condition are attributes of the member, because it is all that the query selects from. */
    private String members(String condition) {
        return "from " + collection.members().getEntityName() + " where this in (select nexs_m" + from() + ")"
                + condition;
    }

    @SuppressWarnings("unchecked")
    private <E> Class<E> type() {
        return (Class<E>) collection.members().getMappedClass();
    }

    private <R> SelectionQuery<R> query(String hql, @Nullable Class<R> type) {
        return collection.session().createSelectionQuery(hql, type).setParameter(OWNER, collection.owner());
    }

    private AssociationException unparsable(String restriction, RuntimeException cause) {
        return new AssociationException(
                "collection " + collection.persister().getRole() + ": the restriction \"" + restriction
                        + "\" cannot be used: " + cause.getMessage()
                        + ". It is a condition in HQL on the attributes of "
                        + collection.members().getEntityName(),
                cause);
    }
}
