package dev.nexs.types;

import dev.nexs.types.internal.hibernate.query.AttributeRestriction;
import dev.nexs.types.internal.hibernate.query.Call;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.Expression;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.metamodel.SingularAttribute;
import org.hibernate.query.restriction.Restriction;

/**
 * The array operators of PostgreSQL for Criteria, for arrays of any number of dimensions. Values are bound. What takes
 * and gives single elements of a flat array, such as {@code arrayAppend}, is in Hibernate's own
 * {@code HibernateCriteriaBuilder}.
 */
public final class PgArrays {

    private PgArrays() {}

    /** The array has the element, {@code = any}. For an array column with a GIN index prefer {@link #contains}. */
    public static Predicate any(CriteriaBuilder builder, Object element, Expression<?> array) {
        return Call.of(builder, "array_any").with(element).with(array).asPredicate();
    }

    /** All elements of the array are the element, {@code = all}; true for an empty array. */
    public static Predicate all(CriteriaBuilder builder, Object element, Expression<?> array) {
        return Call.of(builder, "array_all").with(element).with(array).asPredicate();
    }

    /** The array has the element, {@code @>}. A GIN index answers it. */
    public static Predicate contains(CriteriaBuilder builder, Expression<?> array, Object element) {
        return Call.of(builder, "array_contains")
                .with(array)
                .withElement(element, array)
                .asPredicate();
    }

    /** The array has all elements of the other, {@code @>}. A GIN index answers it. */
    public static <A> Predicate includes(CriteriaBuilder builder, Expression<? extends A> array, A elements) {
        return Call.of(builder, "array_includes")
                .with(array)
                .withLike(elements, array)
                .asPredicate();
    }

    /** The arrays have an element in common, {@code &&}. A GIN index answers it. */
    public static <A> Predicate overlaps(CriteriaBuilder builder, Expression<? extends A> array, A elements) {
        return Call.of(builder, "array_overlaps")
                .with(array)
                .withLike(elements, array)
                .asPredicate();
    }

    /** The other array has all elements of this one, {@code <@}. A GIN index answers it. */
    public static <A> Predicate containedBy(CriteriaBuilder builder, Expression<? extends A> array, A elements) {
        return Call.of(builder, "array_contained_by")
                .with(array)
                .withLike(elements, array)
                .asPredicate();
    }

    /** The array has the element. As a restriction. */
    public static <X, A> Restriction<X> contains(SingularAttribute<? super X, A> attribute, Object element) {
        return new AttributeRestriction<>(attribute, (builder, array) -> contains(builder, array, element));
    }

    /** The arrays have an element in common. As a restriction. */
    public static <X, A> Restriction<X> overlaps(SingularAttribute<? super X, A> attribute, A elements) {
        return new AttributeRestriction<>(attribute, (builder, array) -> overlaps(builder, array, elements));
    }

    /** The other array has all elements of this one. As a restriction. */
    public static <X, A> Restriction<X> containedBy(SingularAttribute<? super X, A> attribute, A elements) {
        return new AttributeRestriction<>(attribute, (builder, array) -> containedBy(builder, array, elements));
    }

    /** The number of dimensions; null for an empty array. */
    public static Expression<Integer> ndims(CriteriaBuilder builder, Expression<?> array) {
        return Call.of(builder, "array_ndims").with(array).returning(Integer.class);
    }

    /** The bounds as text, such as {@code [1:2][1:3]}. */
    public static Expression<String> dims(CriteriaBuilder builder, Expression<?> array) {
        return Call.of(builder, "array_dims").with(array).returning(String.class);
    }

    /** The number of elements over all dimensions. */
    public static Expression<Integer> cardinality(CriteriaBuilder builder, Expression<?> array) {
        return Call.of(builder, "array_cardinality").with(array).returning(Integer.class);
    }

    /** The first index of a dimension; dimensions count from 1. */
    public static Expression<Integer> lower(CriteriaBuilder builder, Expression<?> array, int dimension) {
        return Call.of(builder, "array_lower").with(array).with(dimension).returning(Integer.class);
    }

    /** The last index of a dimension; dimensions count from 1. */
    public static Expression<Integer> upper(CriteriaBuilder builder, Expression<?> array, int dimension) {
        return Call.of(builder, "array_upper").with(array).with(dimension).returning(Integer.class);
    }
}
