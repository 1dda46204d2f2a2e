package dev.nexs.types.internal.hibernate.query;

import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.Expression;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import jakarta.persistence.metamodel.SingularAttribute;
import java.util.function.BiFunction;
import org.hibernate.query.restriction.Restriction;

/**
 * A condition on one attribute, to be added to any query.
 *
 * @param <X> the entity
 * @param <T> the attribute's type
 */
public record AttributeRestriction<X, T>(
        SingularAttribute<? super X, T> attribute,
        BiFunction<CriteriaBuilder, Expression<T>, Predicate> condition,
        boolean isNegated)
        implements Restriction<X> {

    /** The condition as it is. */
    public AttributeRestriction(
            SingularAttribute<? super X, T> attribute,
            BiFunction<CriteriaBuilder, Expression<T>, Predicate> condition) {
        this(attribute, condition, false);
    }

    @Override
    public Restriction<X> negated() {
        return new AttributeRestriction<>(attribute, condition, !isNegated);
    }

    @Override
    public Predicate toPredicate(Root<? extends X> root, CriteriaBuilder builder) {
        Predicate predicate = condition.apply(builder, root.get(attribute));
        return isNegated ? predicate.not() : predicate;
    }
}
