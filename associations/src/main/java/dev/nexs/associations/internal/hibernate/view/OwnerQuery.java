package dev.nexs.associations.internal.hibernate.view;

import dev.nexs.associations.AssociationException;
import dev.nexs.associations.MemberFilter;
import dev.nexs.associations.internal.hibernate.keyed.KeyArrays;
import dev.nexs.associations.internal.hibernate.keyed.KeyFunction;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.hibernate.QueryException;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.mapping.EntityValuedModelPart;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.query.SelectionQuery;
import org.jspecify.annotations.Nullable;

/**
 * One HQL query about one attribute, mostly a collection, of many owners. The owners' identifiers are one array; a limit per owner becomes a
 * lateral join, so that the database stops reading after the last wanted member of each.
 */
public final class OwnerQuery {

    private static final String KEYS = "nexsKeys";
    private static final String MEMBERS = "nexsMembers";
    private static final Pattern WORD = Pattern.compile("\\w+");

    private final SharedSessionContractImplementor session;
    private final AttributeMapping attribute;
    private final EntityPersister ownerType;

    /**
     * A query about this attribute.
     *
     * @throws AssociationException if an embedded value has the collection, since values have no identifier to ask by
     */
    public OwnerQuery(SharedSessionContractImplementor session, AttributeMapping attribute) {
        this.session = session;
        this.attribute = attribute;
        this.ownerType = (EntityPersister) attribute.findContainingEntityMapping();
        if (!(attribute.getDeclaringType() instanceof EntityMappingType)) {
            throw new AssociationException(
                    role() + ": the collection belongs to an embedded value; it can be preloaded in"
                            + " a session that manages its entity, but neither filtered nor counted, nor read without one");
        }
    }

    /** {@return the members of each owner} */
    public IdentityHashMap<Object, List<Object>> members(Collection<?> owners, MemberFilter filter) {
        String hql = filter.limit() > 0 ? limited(filter) : unlimited(filter);
        Map<Object, List<Object>> byKey = new HashMap<>();
        for (Object[] row : rows(hql, owners, filter)) {
            if (row[1] != null) {
                byKey.computeIfAbsent(row[0], key -> new ArrayList<>()).add(row[1]);
            }
        }
        IdentityHashMap<Object, List<Object>> found = new IdentityHashMap<>();
        owners.forEach(owner -> found.put(owner, byKey.getOrDefault(key(owner), List.of())));
        return found;
    }

    /**
     * {@return the identifiers of the members of each owner}
     *
     * @param among the identifiers that are asked for, or null for all
     */
    public IdentityHashMap<Object, List<Object>> identifiers(Collection<?> owners, @Nullable Collection<?> among) {
        MemberFilter filter = new MemberFilter();
        String condition = "";
        if (among != null) {
            condition = " and id(nexs_m) in (:" + MEMBERS + ")";
            filter.parameter(MEMBERS, among);
        }
        IdentityHashMap<Object, List<Object>> found = new IdentityHashMap<>();
        Map<Object, List<Object>> byKey = new HashMap<>();
        rows("select id(nexs_o), id(nexs_m)" + from() + where() + ownTenant("nexs_m") + condition, owners, filter)
                .forEach(row ->
                        byKey.computeIfAbsent(row[0], key -> new ArrayList<>()).add(row[1]));
        owners.forEach(owner -> found.put(owner, byKey.getOrDefault(key(owner), List.of())));
        return found;
    }

    /** {@return for each of the aggregates its value for each owner; no value where there is no member} */
    public List<IdentityHashMap<Object, Object>> aggregates(Collection<?> owners, List<Aggregate> aggregates) {
        StringBuilder hql = new StringBuilder("select id(nexs_o)");
        MemberFilter parameters = aggregates.get(0).filter();
        for (Aggregate aggregate : aggregates) {
            hql.append(", ").append(expression(aggregate));
        }
        hql.append(from()).append(where()).append(ownTenant("nexs_m")).append(" group by id(nexs_o)");
        Map<Object, Object[]> byKey = new HashMap<>();
        rows(hql.toString(), owners, parameters).forEach(row -> byKey.put(row[0], row));
        List<IdentityHashMap<Object, Object>> found = new ArrayList<>();
        for (int i = 1; i <= aggregates.size(); i++) {
            IdentityHashMap<Object, Object> values = new IdentityHashMap<>();
            for (Object owner : owners) {
                Object[] row = byKey.get(key(owner));
                if (row != null && row[i] != null) {
                    values.put(owner, row[i]);
                }
            }
            found.add(values);
        }
        return found;
    }

    private String expression(Aggregate aggregate) {
        String argument = aggregate.attribute() == null
                ? "*"
                : aggregate.attribute().isEmpty() ? "nexs_m" : "nexs_m." + aggregate.attribute();
        String filter = aggregate.filter().condition() == null
                ? ""
                : " filter (where nexs_m in (select nexs_f from " + members().getEntityName() + " nexs_f where "
                        + aggregate.filter().condition() + "))";
        return aggregate.function() + "(" + argument + ")" + filter;
    }

    /** {@return the value of the attribute for each owner, which must be a reference or a basic one} */
    public IdentityHashMap<Object, @Nullable Object> values(Collection<?> owners) {
        boolean reference = attribute instanceof EntityValuedModelPart;
        String hql =
                "select id(nexs_o), " + (reference ? "nexs_v" : "nexs_o." + attribute.getAttributeName()) + " from "
                        + ownerType.getEntityName() + " nexs_o"
                        + (reference ? " left join nexs_o." + attribute.getAttributeName() + " nexs_v" : "") + where();
        Map<Object, @Nullable Object> byKey = new HashMap<>();
        rows(hql, owners, null).forEach(row -> byKey.put(row[0], row[1]));
        IdentityHashMap<Object, @Nullable Object> found = new IdentityHashMap<>();
        owners.forEach(owner -> found.put(owner, byKey.get(key(owner))));
        return found;
    }

    private String from() {
        return " from " + ownerType.getEntityName() + " nexs_o join nexs_o." + attribute.getAttributeName() + " nexs_m";
    }

    private String where() {
        return hasArrayKey()
                ? " where " + KeyFunction.NAME + "(id(nexs_o), :" + KEYS + ")"
                : " where id(nexs_o) in (:" + KEYS + ")";
    }

    private String ownTenant(String alias) {
        return attribute instanceof PluralAttributeMapping plural ? OwnTenant.condition(alias, plural, session) : "";
    }

    private JdbcMapping keyColumn() {
        return ownerType.getIdentifierMapping().getSingleJdbcMapping();
    }

    private boolean hasArrayKey() {
        return ownerType.getIdentifierMapping().getJdbcTypeCount() == 1;
    }

    private String unlimited(MemberFilter filter) {
        String condition = filter.condition() == null
                ? ""
                : " and nexs_m in (select nexs_f from " + members().getEntityName() + " nexs_f where "
                        + filter.condition() + ")";
        return "select id(nexs_o), nexs_m" + from() + where() + ownTenant("nexs_m") + condition
                + order("nexs_m", filter);
    }

    private String limited(MemberFilter filter) {
        String condition = (filter.condition() == null ? "" : " and (" + condition(filter.condition()) + ")")
                + ownTenant("nexs_x");
        return "select id(nexs_o), nexs_m from " + ownerType.getEntityName()
                + " nexs_o join lateral (select id(nexs_x) as "
                + "nexsId from nexs_o." + attribute.getAttributeName() + " nexs_x where true" + condition
                + (filter.order().isEmpty() ? " order by id(nexs_x)" : order("nexs_x", filter)) + " limit "
                + filter.limit() + ") nexs_t join " + members().getEntityName()
                + " nexs_m on id(nexs_m) = nexs_t.nexsId" + where() + order("nexs_m", filter);
    }

    /** The owner is in sight where the limit is, and what has the same name there would be ambiguous. */
    private String condition(String condition) {
        boolean ambiguous = WORD.matcher(condition)
                .results()
                .map(MatchResult::group)
                .anyMatch(word -> word.equals("id") || ownerType.findSubPart(word) != null);
        return ambiguous
                ? "nexs_x in (select nexs_f from " + members().getEntityName() + " nexs_f where " + condition + ")"
                : condition;
    }

    private static String order(String alias, MemberFilter filter) {
        return filter.order().isEmpty()
                ? ""
                : " order by "
                        + String.join(
                                ", ",
                                filter.order().stream()
                                        .map(attribute -> alias + "." + attribute)
                                        .toList());
    }

    private EntityPersister members() {
        if (attribute instanceof PluralAttributeMapping plural
                && plural.getElementDescriptor() instanceof EntityValuedModelPart part) {
            return part.getEntityMappingType().getEntityPersister();
        }
        throw new AssociationException(
                role() + ": a filter needs members that are entities, and these are not; preload the path without one");
    }

    private List<Object[]> rows(String hql, Collection<?> owners, @Nullable MemberFilter filter) {
        List<Object> keys = new ArrayList<>(owners.size());
        owners.forEach(owner -> keys.add(key(owner)));
        try {
            SelectionQuery<Object[]> query = session.createSelectionQuery(hql, Object[].class);
            if (hasArrayKey()) {
                Class<?> type = ownerType.getIdentifierType().getReturnedClass();
                Object array = keys.toArray((Object[]) Array.newInstance(type, 0));
                query.setParameter(KEYS, array, KeyArrays.ofValues(keyColumn(), session.getFactory()));
            } else {
                query.setParameterList(KEYS, keys);
            }
            if (filter != null) {
                filter.parameters().forEach(query::setParameter);
            }
            return query.getResultList();
        } catch (IllegalArgumentException | QueryException e) {
            throw new AssociationException(
                    role() + ": the filter cannot be used: " + e.getMessage()
                            + ". It is a condition in HQL on the attributes of the members, ordered by them",
                    e);
        }
    }

    private Object key(Object owner) {
        return ownerType.getIdentifier(owner, session);
    }

    private String role() {
        return "path '" + attribute.getAttributeName() + "' of " + ownerType.getEntityName();
    }
}
