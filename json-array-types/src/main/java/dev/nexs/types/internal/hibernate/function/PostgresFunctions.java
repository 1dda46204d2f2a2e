package dev.nexs.types.internal.hibernate.function;

import static dev.nexs.types.internal.hibernate.function.Kind.ARRAY;
import static dev.nexs.types.internal.hibernate.function.Kind.BOUND;
import static dev.nexs.types.internal.hibernate.function.Kind.COLUMN;
import static dev.nexs.types.internal.hibernate.function.Kind.CONFIGURATION;
import static dev.nexs.types.internal.hibernate.function.Kind.ELEMENT;
import static dev.nexs.types.internal.hibernate.function.Kind.INTEGER;
import static dev.nexs.types.internal.hibernate.function.Kind.JSON;
import static dev.nexs.types.internal.hibernate.function.Kind.JSONPATH;
import static dev.nexs.types.internal.hibernate.function.Kind.KEY;
import static dev.nexs.types.internal.hibernate.function.Kind.KEYS;
import static dev.nexs.types.internal.hibernate.function.Kind.LQUERY;
import static dev.nexs.types.internal.hibernate.function.Kind.LTREE;
import static dev.nexs.types.internal.hibernate.function.Kind.MEMBER;
import static dev.nexs.types.internal.hibernate.function.Kind.RANGE;
import static dev.nexs.types.internal.hibernate.function.Kind.SCALAR;
import static dev.nexs.types.internal.hibernate.function.Kind.SEARCHED;
import static dev.nexs.types.internal.hibernate.function.Kind.STEP;
import static dev.nexs.types.internal.hibernate.function.Kind.TEXT;
import static dev.nexs.types.internal.hibernate.function.Kind.TSQUERY;
import static dev.nexs.types.internal.hibernate.function.Kind.TSVECTOR;
import static dev.nexs.types.internal.hibernate.function.Kind.VALUE;

import java.util.List;
import org.hibernate.boot.model.FunctionContributions;
import org.hibernate.boot.model.FunctionContributor;
import org.hibernate.dialect.PostgreSQLDialect;

/**
 * Adds PostgreSQL's JSON and array operators to HQL.
 *
 * <p>Operators and not the functions behind them: {@code jsonb_exists(doc, 'a')} means the same as {@code doc ? 'a'},
 * but only the second is answered by a GIN index. The question marks are doubled because the driver takes a single one
 * for a parameter.
 */
public final class PostgresFunctions implements FunctionContributor {

    @Override
    public void contributeFunctions(FunctionContributions contributions) {
        if (contributions.getDialect() instanceof PostgreSQLDialect) {
            Catalogue catalogue = new Catalogue(contributions);
            access(catalogue);
            tests(catalogue);
            paths(catalogue);
            changes(catalogue);
            properties(catalogue);
            arrays(catalogue);
            rows(catalogue);
            fullText(catalogue);
            trigrams(catalogue);
            trees(catalogue);
            ranges(catalogue);
        }
    }

    /** After Hibernate's own, so that a library or an application may still replace ours. */
    @Override
    public int ordinal() {
        return 600;
    }

    private static void access(Catalogue catalogue) {
        catalogue.returnsJson("jsonb_get", Signature.of(JSON, KEY), "({0}->{1})");
        catalogue.returnsText("jsonb_get_text", Signature.of(JSON, KEY), "({0}->>{1})");
        catalogue.returnsJson("jsonb_path_get", Signature.variadic(JSON, STEP), "({0}#>{1*})");
        catalogue.returnsText("jsonb_path_get_text", Signature.variadic(JSON, STEP), "({0}#>>{1*})");
    }

    private static void tests(Catalogue catalogue) {
        catalogue.returnsBoolean("jsonb_contains", Signature.of(JSON, JSON), "({0}@>{1})");
        catalogue.returnsBoolean("jsonb_contained_by", Signature.of(JSON, JSON), "({0}<@{1})");
        catalogue.returnsBoolean("jsonb_has_key", Signature.of(JSON, TEXT), "({0}??{1})");
        catalogue.returnsBoolean("jsonb_has_any_key", Signature.variadic(JSON, KEYS), "({0}??|{1*})");
        catalogue.returnsBoolean("jsonb_has_all_keys", Signature.variadic(JSON, KEYS), "({0}??&{1*})");
    }

    private static void paths(Catalogue catalogue) {
        catalogue.returnsBoolean(
                "jsonb_path_exists",
                Signature.optional(JSON, JSONPATH, JSON),
                "({0}@??{1})",
                "jsonb_path_exists({0},{1},{2})");
        catalogue.returnsBoolean(
                "jsonb_path_match",
                Signature.optional(JSON, JSONPATH, JSON),
                "({0}@@{1})",
                "jsonb_path_match({0},{1},{2},true)");
        catalogue.returnsJson(
                "jsonb_path_query_first",
                Signature.optional(JSON, JSONPATH, JSON),
                "jsonb_path_query_first({0},{1}{?,2})");
        catalogue.returnsJson(
                "jsonb_path_query_array",
                Signature.optional(JSON, JSONPATH, JSON),
                "jsonb_path_query_array({0},{1}{?,2})");
    }

    private static void changes(Catalogue catalogue) {
        catalogue.returnsSameDocument("jsonb_concat", Signature.of(JSON, VALUE), "({0}||{1})");
        catalogue.returnsSameDocument("jsonb_delete_key", Signature.of(JSON, KEY), "({0}-{1})");
        catalogue.returnsSameDocument("jsonb_delete_keys", Signature.variadic(JSON, KEYS), "({0}-{1*})");
        catalogue.returnsSameDocument("jsonb_delete_path", Signature.variadic(JSON, STEP), "({0}#-{1*})");
        catalogue.returnsSameDocument("jsonb_set", Signature.variadic(JSON, MEMBER, STEP), "jsonb_set({0},{2*},{1})");
        catalogue.returnsSameDocument(
                "jsonb_insert", Signature.variadic(JSON, MEMBER, STEP), "jsonb_insert({0},{2*},{1})");
        catalogue.returnsSameDocument(
                "jsonb_append", Signature.variadic(JSON, MEMBER, STEP), "jsonb_insert({0},{2*}||array['-1'],{1},true)");
        catalogue.returnsSameDocument(
                "jsonb_set_lax", Signature.variadic(JSON, VALUE, TEXT, STEP), "jsonb_set_lax({0},{3*},{1},true,{2})");
        catalogue.returnsSameDocument("jsonb_strip_nulls", Signature.of(JSON), "jsonb_strip_nulls({0})");
    }

    private static void properties(Catalogue catalogue) {
        catalogue.returnsJson("to_jsonb", Signature.of(SCALAR), "to_jsonb({0})");
        catalogue.returnsJson("jsonb_build_object", Signature.variadic(TEXT, SCALAR), "jsonb_build_object({0}{,1...})");
        catalogue.returnsJson("jsonb_build_array", Signature.variadic(SCALAR), "jsonb_build_array({0}{,1...})");
        catalogue.returnsText("jsonb_typeof", Signature.of(JSON), "jsonb_typeof({0})");
        catalogue.returnsText("jsonb_pretty", Signature.of(JSON), "jsonb_pretty({0})");
        catalogue.returnsInteger("jsonb_array_length", Signature.of(JSON), "jsonb_array_length({0})");
        catalogue.aggregatesToJson("jsonb_agg", Signature.of(SCALAR), "jsonb_agg");
        catalogue.aggregatesToJson("jsonb_object_agg", Signature.of(SCALAR, SCALAR), "jsonb_object_agg");
    }

    private static void arrays(Catalogue catalogue) {
        catalogue.testsElement("array_any", Signature.of(ELEMENT, ARRAY), "({0}=any({1}))");
        catalogue.testsElement("array_all", Signature.of(ELEMENT, ARRAY), "({0}=all({1}))");
        catalogue.testsArrays("array_contained_by", Signature.of(ARRAY, ARRAY), "({0}<@{1})");
        catalogue.returnsInteger("array_ndims", Signature.of(ARRAY), "array_ndims({0})");
        catalogue.returnsText("array_dims", Signature.of(ARRAY), "array_dims({0})");
        catalogue.returnsInteger("array_cardinality", Signature.of(ARRAY), "cardinality({0})");
        catalogue.returnsInteger("array_lower", Signature.of(ARRAY, INTEGER), "array_lower({0},{1})");
        catalogue.returnsInteger("array_upper", Signature.of(ARRAY, INTEGER), "array_upper({0},{1})");
    }

    /** {@code unnest} is Hibernate's own. */
    private static void rows(Catalogue catalogue) {
        catalogue.rowsOfJson("jsonb_array_elements", Signature.of(JSON));
        catalogue.rowsOfText("jsonb_array_elements_text", Signature.of(JSON));
        catalogue.rowsOfJson("jsonb_path_query", Signature.optional(JSON, JSONPATH, JSON));
        catalogue.rowsOfText("jsonb_object_keys", Signature.of(JSON));
        catalogue.rowsOfMembers("jsonb_each", Signature.of(JSON), false);
        catalogue.rowsOfMembers("jsonb_each_text", Signature.of(JSON), true);
        catalogue.rowsOfColumns("jsonb_to_record", Signature.variadic(JSON, COLUMN));
        catalogue.rowsOfColumns("jsonb_to_recordset", Signature.variadic(JSON, COLUMN));
    }

    /** The document is the expression of {@code @FullTextIndex}. */
    private static void fullText(Catalogue catalogue) {
        catalogue.returnsText(
                "fulltext_document", Signature.variadic(CONFIGURATION, SEARCHED), "to_tsvector({0},{1+})");
        catalogue.returnsText("to_tsvector", Signature.of(CONFIGURATION, SEARCHED), "to_tsvector({0},{1})");
        for (String query : List.of("websearch_to_tsquery", "plainto_tsquery", "phraseto_tsquery", "to_tsquery")) {
            catalogue.returnsText(query, Signature.of(CONFIGURATION, SEARCHED), query + "({0},{1})");
        }
        catalogue.returnsBoolean("fulltext_matches", Signature.of(TSVECTOR, TSQUERY), "({0}@@{1})");
        catalogue.returnsReal("ts_rank", Signature.of(TSVECTOR, TSQUERY), "ts_rank({0},{1})");
        catalogue.returnsReal("ts_rank_cd", Signature.of(TSVECTOR, TSQUERY), "ts_rank_cd({0},{1})");
        catalogue.returnsText(
                "ts_headline",
                Signature.optional(CONFIGURATION, SEARCHED, TSQUERY, SEARCHED),
                "ts_headline({0},{1},{2}{?,3})");
    }

    /** Of the extension pg_trgm. */
    private static void trigrams(Catalogue catalogue) {
        catalogue.returnsReal("similarity", Signature.of(SEARCHED, SEARCHED), "similarity({0},{1})");
        catalogue.returnsReal("word_similarity", Signature.of(SEARCHED, SEARCHED), "word_similarity({0},{1})");
        catalogue.returnsReal("trigram_distance", Signature.of(SEARCHED, SEARCHED), "({0}<->{1})");
        catalogue.returnsBoolean("trigram_similar", Signature.of(SEARCHED, SEARCHED), "({0}%{1})");
        catalogue.returnsBoolean("trigram_word_similar", Signature.of(SEARCHED, SEARCHED), "({0}<%{1})");
    }

    /** Of the extension ltree. */
    private static void trees(Catalogue catalogue) {
        catalogue.returnsBoolean("ltree_ancestor_of", Signature.of(LTREE, LTREE), "({0}@>{1})");
        catalogue.returnsBoolean("ltree_descendant_of", Signature.of(LTREE, LTREE), "({0}<@{1})");
        catalogue.returnsBoolean("ltree_matches", Signature.of(LTREE, LQUERY), "({0}~{1})");
        catalogue.returnsInteger("ltree_level", Signature.of(LTREE), "nlevel({0})");
    }

    private static void ranges(Catalogue catalogue) {
        catalogue.returnsBoolean("range_contains", Signature.of(RANGE, RANGE), "({0}@>{1})");
        catalogue.returnsBoolean("range_contains_element", Signature.of(RANGE, BOUND), "({0}@>{1})");
        catalogue.returnsBoolean("range_contained_by", Signature.of(RANGE, RANGE), "({0}<@{1})");
        catalogue.returnsBoolean("range_overlaps", Signature.of(RANGE, RANGE), "({0}&&{1})");
        catalogue.returnsBoolean("range_before", Signature.of(RANGE, RANGE), "({0}<<{1})");
        catalogue.returnsBoolean("range_after", Signature.of(RANGE, RANGE), "({0}>>{1})");
        catalogue.returnsBoolean("range_adjacent", Signature.of(RANGE, RANGE), "({0}-|-{1})");
        catalogue.returnsBoolean("range_is_empty", Signature.of(RANGE), "isempty({0})");
    }
}
