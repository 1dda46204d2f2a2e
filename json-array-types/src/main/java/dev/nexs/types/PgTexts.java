package dev.nexs.types;

import dev.nexs.types.internal.hibernate.query.Call;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.Expression;
import jakarta.persistence.criteria.Predicate;

/**
 * Similar texts and paths of trees for Criteria: the extensions {@code pg_trgm} and {@code ltree}, which have to be there.
 * Values are bound. All methods are stateless and throw {@code IllegalArgumentException} for a builder that is not
 * Hibernate's.
 */
public final class PgTexts {

    private PgTexts() {}

    /** The texts are similar, {@code %}. A {@link GinIndex} with {@link GinOps#TRIGRAM} answers it. */
    public static Predicate similar(CriteriaBuilder builder, Expression<String> text, String other) {
        return Call.of(builder, "trigram_similar").with(text).with(other).asPredicate();
    }

    /** How similar they are, from 0 to 1. */
    public static Expression<Float> similarity(CriteriaBuilder builder, Expression<String> text, String other) {
        return Call.of(builder, "similarity").with(text).with(other).returningItsOwn();
    }

    /** The path is the other or leads to it, {@code @>}. A {@link GistIndex} answers it. */
    public static Predicate ancestorOf(CriteriaBuilder builder, Expression<?> path, String other) {
        return Call.of(builder, "ltree_ancestor_of").with(path).with(other).asPredicate();
    }

    /** The path is the other or below it, {@code <@}. A {@link GistIndex} answers it. */
    public static Predicate descendantOf(CriteriaBuilder builder, Expression<?> path, String other) {
        return Call.of(builder, "ltree_descendant_of").with(path).with(other).asPredicate();
    }

    /** The path is one of the pattern, {@code ~}, such as {@code Top.*{1,2}.Astronomy}. A {@link GistIndex} answers it. */
    public static Predicate matches(CriteriaBuilder builder, Expression<?> path, String pattern) {
        return Call.of(builder, "ltree_matches").with(path).with(pattern).asPredicate();
    }
}
