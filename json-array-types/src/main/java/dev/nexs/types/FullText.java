package dev.nexs.types;

import dev.nexs.types.internal.hibernate.query.Call;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.Expression;
import jakarta.persistence.criteria.Predicate;

/**
 * PostgreSQL's full text search for Criteria. What is searched for is bound; the configuration is part of the statement,
 * since an index answers only for the one that the statement names. {@link FullTextIndex} declares the index. All methods
 * are stateless and throw {@code IllegalArgumentException} for a builder that is not Hibernate's.
 */
public final class FullText {

    private FullText() {}

    /**
     * The texts, read as one document, match what a person typed into a search box: words, {@code "phrases"}, {@code or},
     * {@code -without}. A {@link FullTextIndex} of the same configuration and texts answers it.
     */
    @SafeVarargs
    public static Predicate matches(
            CriteriaBuilder builder, String configuration, String words, Expression<String>... texts) {
        return Call.of(builder, "fulltext_matches")
                .with(document(builder, configuration, texts))
                .with(query(builder, configuration, words))
                .asPredicate();
    }

    /** How well the texts match, to be ordered by; more is better. */
    @SafeVarargs
    public static Expression<Float> rank(
            CriteriaBuilder builder, String configuration, String words, Expression<String>... texts) {
        return Call.of(builder, "ts_rank")
                .with(document(builder, configuration, texts))
                .with(query(builder, configuration, words))
                .returningItsOwn();
    }

    /** A piece of the text with the words that were found between {@code <b>} and {@code </b>}. Escape it for HTML first. */
    public static Expression<String> headline(
            CriteriaBuilder builder, String configuration, String words, Expression<String> text) {
        return Call.of(builder, "ts_headline")
                .withName(configuration)
                .with(text)
                .with(query(builder, configuration, words))
                .returningItsOwn();
    }

    /** The texts as one {@code tsvector}, as {@link FullTextIndex} has it. */
    @SafeVarargs
    public static Expression<String> document(
            CriteriaBuilder builder, String configuration, Expression<String>... texts) {
        Call call = Call.of(builder, "fulltext_document").withName(configuration);
        for (Expression<String> text : texts) {
            call.with(text);
        }
        return call.returningItsOwn();
    }

    private static Expression<String> query(CriteriaBuilder builder, String configuration, String words) {
        return Call.of(builder, "websearch_to_tsquery")
                .withName(configuration)
                .with(words)
                .returningItsOwn();
    }
}
