package dev.nexs.types;

import dev.nexs.types.internal.hibernate.query.Call;
import io.hypersistence.utils.hibernate.type.range.Range;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.Expression;
import jakarta.persistence.criteria.Predicate;

/**
 * PostgreSQL's range operators for Criteria, over attributes of Hypersistence's {@code PostgreSQLRangeType} and its
 * {@code Range}. Values are bound with the attribute's type. A {@link GistIndex} answers all of them. All methods are
 * stateless and throw {@code IllegalArgumentException} for a builder that is not Hibernate's.
 */
public final class PgRanges {

    private PgRanges() {}

    /** The range holds the element, {@code @>}. */
    public static <T extends Comparable<? super T>> Predicate containsElement(
            CriteriaBuilder builder, Expression<Range<T>> range, T element) {
        return Call.of(builder, "range_contains_element")
                .with(range)
                .with(element)
                .asPredicate();
    }

    /** The range holds all of the other, {@code @>}. */
    public static <T extends Comparable<? super T>> Predicate contains(
            CriteriaBuilder builder, Expression<Range<T>> range, Range<T> other) {
        return call(builder, "range_contains", range, other);
    }

    /** The other range holds all of this one, {@code <@}. */
    public static <T extends Comparable<? super T>> Predicate containedBy(
            CriteriaBuilder builder, Expression<Range<T>> range, Range<T> other) {
        return call(builder, "range_contained_by", range, other);
    }

    /** The ranges have an element in common, {@code &&}. */
    public static <T extends Comparable<? super T>> Predicate overlaps(
            CriteriaBuilder builder, Expression<Range<T>> range, Range<T> other) {
        return call(builder, "range_overlaps", range, other);
    }

    /** The range ends before the other begins, {@code <<}. */
    public static <T extends Comparable<? super T>> Predicate before(
            CriteriaBuilder builder, Expression<Range<T>> range, Range<T> other) {
        return call(builder, "range_before", range, other);
    }

    /** The range begins after the other ends, {@code >>}. */
    public static <T extends Comparable<? super T>> Predicate after(
            CriteriaBuilder builder, Expression<Range<T>> range, Range<T> other) {
        return call(builder, "range_after", range, other);
    }

    /** Nothing lies between the ranges, and nothing is in both, {@code -|-}. */
    public static <T extends Comparable<? super T>> Predicate adjacent(
            CriteriaBuilder builder, Expression<Range<T>> range, Range<T> other) {
        return call(builder, "range_adjacent", range, other);
    }

    private static <T extends Comparable<? super T>> Predicate call(
            CriteriaBuilder builder, String function, Expression<Range<T>> range, Range<T> other) {
        return Call.of(builder, function).with(range).withLike(other, range).asPredicate();
    }
}
