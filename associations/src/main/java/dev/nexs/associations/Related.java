package dev.nexs.associations;

import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.Expression;
import jakarta.persistence.criteria.Path;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import jakarta.persistence.criteria.Subquery;
import jakarta.persistence.metamodel.Attribute;
import jakarta.persistence.metamodel.PluralAttribute;
import java.util.Collection;
import org.hibernate.query.restriction.Restriction;
import org.jspecify.annotations.Nullable;

/**
 * Restrictions by what an entity is associated with, for everything that takes Hibernate's {@link Restriction}s:
 *
 * <pre>{@code
 * SelectionSpecification.create(Order.class)
 *         .restrict(Related.has("lines", Restriction.greaterThan(Line_.qty, 3)))
 *         .restrict(Related.hasNot("tags"));
 * }</pre>
 *
 * <p>They become {@code exists}, so that no row is doubled, and nest for longer ways. What is in the trash is not there.
 */
public final class Related {

    private Related() {}

    /** {@return that there is a member, or a target} */
    public static <T> Restriction<T> has(String attribute) {
        return new Has<>(attribute, null, false);
    }

    /** {@return that there is a member, or a target, which meets the restriction} */
    public static <T, M> Restriction<T> has(String attribute, Restriction<M> restriction) {
        return new Has<>(attribute, restriction, false);
    }

    /** {@return that there is a member which meets the restriction} */
    public static <T, M> Restriction<T> has(
            PluralAttribute<? super T, ?, M> attribute, Restriction<? super M> restriction) {
        return new Has<>(attribute.getName(), restriction, false);
    }

    /** {@return that there is no member, or no target} */
    public static <T> Restriction<T> hasNot(String attribute) {
        return new Has<>(attribute, null, true);
    }

    /** {@return that there is no member, or no target, which meets the restriction} */
    public static <T, M> Restriction<T> hasNot(String attribute, Restriction<M> restriction) {
        return new Has<>(attribute, restriction, true);
    }

    /** {@return that there is no member which meets the restriction} */
    public static <T, M> Restriction<T> hasNot(
            PluralAttribute<? super T, ?, M> attribute, Restriction<? super M> restriction) {
        return new Has<>(attribute.getName(), restriction, true);
    }

    private record Has<T>(String attribute, @Nullable Restriction<?> restriction, boolean negative)
            implements Restriction<T> {

        @Override
        public Restriction<T> negated() {
            return new Has<>(attribute, restriction, !negative);
        }

        @Override
        public Predicate toPredicate(Root<? extends T> root, CriteriaBuilder builder) {
            Predicate positive = positive(root, builder);
            return negative ? builder.not(positive) : positive;
        }

        private Predicate positive(Root<? extends T> root, CriteriaBuilder builder) {
            Attribute<?, ?> mapped = mapped(root);
            if (restriction == null) {
                return mapped.isCollection()
                        ? builder.isNotEmpty(root.<Collection<Object>>get(attribute))
                        : builder.isNotNull(root.get(attribute));
            }
            Class<?> members = mapped instanceof PluralAttribute<?, ?, ?> plural
                    ? plural.getElementType().getJavaType()
                    : mapped.getJavaType();
            return exists(root, members, mapped.isCollection(), restriction, builder);
        }

        private Attribute<?, ?> mapped(Root<? extends T> root) {
            Attribute<?, ?> mapped;
            try {
                mapped = root.getModel().getAttribute(attribute);
            } catch (IllegalArgumentException e) {
                throw new AssociationException(
                        "there is no attribute '" + attribute + "' in "
                                + root.getModel().getName(),
                        e);
            }
            if (!mapped.isAssociation() && !mapped.isCollection()) {
                throw new AssociationException("'" + attribute + "' of "
                        + root.getModel().getName() + " is no association; restrict it by its value");
            }
            return mapped;
        }

        @SuppressWarnings("unchecked")
        private <M> Predicate exists(
                Root<? extends T> root,
                Class<M> members,
                boolean many,
                Restriction<?> wanted,
                CriteriaBuilder builder) {
            CriteriaQuery<Integer> around = builder.createQuery(Integer.class);
            Subquery<Integer> subquery = around.subquery(Integer.class);
            Root<M> member = subquery.from(members);
            Path<Object> path = root.get(attribute);
            Predicate connected = many
                    ? builder.isMember(member, (Expression<Collection<M>>) (Expression<?>) path)
                    : builder.equal(member, path);
            subquery.select(builder.literal(1));
            subquery.where(connected, ((Restriction<? super M>) wanted).toPredicate(member, builder));
            return builder.exists(subquery);
        }
    }
}
