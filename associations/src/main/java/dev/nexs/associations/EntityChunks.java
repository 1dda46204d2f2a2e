package dev.nexs.associations;

import jakarta.persistence.EntityManager;
import jakarta.persistence.metamodel.EntityType;
import jakarta.persistence.metamodel.SingularAttribute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.query.Order;
import org.hibernate.query.restriction.Restriction;
import org.hibernate.query.specification.SelectionSpecification;
import org.jspecify.annotations.Nullable;

/**
 * Goes through many entities in chunks, each with what belongs to it:
 *
 * <pre>{@code
 * EntityChunks.of(session, Order.class).with("lines.product").size(500).forEach(orders -> …);
 * }</pre>
 *
 * <p>Chunks follow each other by identifier ({@code id > ?}), so that none costs more than the first, however many came
 * before, and rows that change meanwhile are neither seen twice nor missed for that. After each chunk the session is
 * flushed and cleared: what the entities were changed to is written, and memory stays as it is. Entities loaded before are
 * therefore detached afterwards. Immutable but for its builder methods; not safe for use by several threads.
 *
 * @param <T> the entity
 */
public final class EntityChunks<T> {

    private static final int SIZE = 1_000;

    private final Session session;
    private final Class<T> type;
    private final List<String> paths = new ArrayList<>();
    private final List<Restriction<? super T>> restrictions = new ArrayList<>();
    private int size = SIZE;

    private EntityChunks(Session session, Class<T> type) {
        this.session = session;
        this.type = type;
    }

    /** {@return all entities of the class, a thousand at a time} */
    public static <T> EntityChunks<T> of(EntityManager session, Class<T> type) {
        return new EntityChunks<>(session.unwrap(Session.class), type);
    }

    /** {@return this, with only those that meet the restriction, and all earlier ones} */
    public EntityChunks<T> restrict(Restriction<? super T> restriction) {
        restrictions.add(restriction);
        return this;
    }

    /** {@return this, which preloads the paths for each chunk} */
    public EntityChunks<T> with(String... more) {
        paths.addAll(Arrays.asList(more));
        return this;
    }

    /** {@return this, with so many entities in a chunk} */
    public EntityChunks<T> size(int entities) {
        if (entities < 1) {
            throw new IllegalArgumentException("size(" + entities + "): allowed is a whole number from 1");
        }
        size = entities;
        return this;
    }

    /**
     * Hands over chunk after chunk.
     *
     * @return how many entities there were
     */
    public long forEach(Consumer<? super List<T>> action) {
        SingularAttribute<? super T, ?> id = identifier();
        long total = 0;
        Object last = null;
        while (true) {
            List<T> chunk = next(id, last);
            if (!chunk.isEmpty()) {
                last = session.getIdentifier(chunk.get(chunk.size() - 1));
                Preload.of(session).with(paths.toArray(String[]::new)).into(chunk);
                action.accept(chunk);
                session.flush();
                session.clear();
                total += chunk.size();
            }
            if (chunk.size() < size) {
                return total;
            }
        }
    }

    private SingularAttribute<? super T, ?> identifier() {
        EntityType<T> entity = session.getMetamodel().entity(type);
        Class<?> idType = entity.getIdType().getJavaType();
        if (!entity.hasSingleIdAttribute() || !(idType.isPrimitive() || Comparable.class.isAssignableFrom(idType))) {
            throw new AssociationException(entity.getName()
                    + " has an identifier of several columns, by which chunks cannot follow each other; go by a query");
        }
        return entity.getId(idType);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // The identifier was found to be comparable.
    private List<T> next(SingularAttribute<? super T, ?> id, @Nullable Object last) {
        SelectionSpecification<T> specification = SelectionSpecification.create(type);
        for (Restriction<? super T> restriction : restrictions) {
            specification = specification.restrict(restriction);
        }
        if (last != null) {
            specification = specification.restrict(Restriction.greaterThan((SingularAttribute) id, (Comparable) last));
        }
        return specification
                .sort(Order.asc((SingularAttribute<T, ?>) id))
                .createQuery(session)
                .setMaxResults(size)
                .getResultList();
    }
}
