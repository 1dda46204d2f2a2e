package dev.nexs.orm.resilience.internal;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Tells whether a statement gives the same answer with and without a transaction around it at READ COMMITTED: a single
 * query that locks nothing, writes nothing, sets nothing and does not ask for the time.
 *
 * <p>What it does not know is not plain: any function outside its list, a second statement, an escape in a string. A plain
 * query that is not recognized costs two messages; one that is wrongly recognized would cost correctness. What it cannot
 * see is a view, operator or row-security policy that calls a volatile function. Verdicts are remembered, up to a limit.
 */
final class PlainQuery {

    private static final int REMEMBERED = 4_096;

    private static final Set<String> BEGINNINGS = Set.of("select", "with", "values", "table");

    /** Words that make a statement write, lock, or depend on when its transaction began. */
    private static final Set<String> TRANSACTIONAL = Set.of(
            "insert",
            "update",
            "delete",
            "merge",
            "into",
            "for",
            "current_date",
            "current_time",
            "current_timestamp",
            "localtime",
            "localtimestamp");

    /** Words and functions that may stand before a parenthesis. */
    private static final Set<String> HARMLESS = Set.of(
            "select",
            "values",
            "in",
            "any",
            "some",
            "all",
            "exists",
            "and",
            "or",
            "not",
            "as",
            "on",
            "using",
            "from",
            "where",
            "having",
            "by",
            "over",
            "filter",
            "within",
            "group",
            "union",
            "intersect",
            "except",
            "when",
            "then",
            "else",
            "case",
            "between",
            "like",
            "ilike",
            "is",
            "join",
            "lateral",
            "limit",
            "offset",
            "distinct",
            "array",
            "row",
            "with",
            "materialized",
            "recursive",
            "partition",
            "order",
            "interval",
            "varchar",
            "char",
            "numeric",
            "decimal",
            "timestamp",
            "time",
            "bit",
            "float",
            "escape",
            "return",
            "cube",
            "rollup",
            "sets",
            "count",
            "sum",
            "avg",
            "min",
            "max",
            "coalesce",
            "nullif",
            "greatest",
            "least",
            "cast",
            "lower",
            "upper",
            "length",
            "char_length",
            "character_length",
            "octet_length",
            "substring",
            "substr",
            "trim",
            "ltrim",
            "rtrim",
            "btrim",
            "replace",
            "concat",
            "concat_ws",
            "position",
            "strpos",
            "left",
            "right",
            "lpad",
            "rpad",
            "reverse",
            "repeat",
            "split_part",
            "overlay",
            "translate",
            "ascii",
            "chr",
            "initcap",
            "md5",
            "abs",
            "ceil",
            "ceiling",
            "floor",
            "round",
            "trunc",
            "mod",
            "power",
            "sqrt",
            "exp",
            "ln",
            "log",
            "sign",
            "extract",
            "date_trunc",
            "date_part",
            "make_date",
            "to_char",
            "to_date",
            "to_number",
            "to_timestamp",
            "row_number",
            "rank",
            "dense_rank",
            "percent_rank",
            "cume_dist",
            "ntile",
            "lag",
            "lead",
            "first_value",
            "last_value",
            "nth_value",
            "string_agg",
            "array_agg",
            "bool_and",
            "bool_or",
            "every",
            "json_agg",
            "jsonb_agg",
            "json_object_agg",
            "jsonb_object_agg",
            "json_build_object",
            "jsonb_build_object",
            "json_build_array",
            "jsonb_build_array",
            "to_json",
            "to_jsonb",
            "row_to_json",
            "jsonb_typeof",
            "jsonb_array_length",
            "jsonb_extract_path",
            "jsonb_extract_path_text",
            "jsonb_array_elements",
            "jsonb_array_elements_text",
            "jsonb_path_query",
            "jsonb_path_query_array",
            "jsonb_path_query_first",
            "jsonb_path_exists",
            "jsonb_path_match",
            "json_value",
            "json_query",
            "json_exists",
            "json_object",
            "json_array",
            "json_arrayagg",
            "json_objectagg",
            "jsonb_exists",
            "array_length",
            "array_position",
            "array_positions",
            "array_append",
            "array_prepend",
            "array_cat",
            "array_remove",
            "array_replace",
            "array_to_string",
            "cardinality",
            "unnest",
            "string_to_array",
            "generate_series",
            "regexp_replace",
            "regexp_match",
            "regexp_like",
            "to_tsvector",
            "to_tsquery",
            "plainto_tsquery",
            "websearch_to_tsquery",
            "ts_rank",
            "ts_headline",
            "percentile_cont",
            "percentile_disc",
            "mode",
            "stddev",
            "variance",
            "encode",
            "decode");

    private final ConcurrentMap<String, Boolean> verdicts = new ConcurrentHashMap<>();

    boolean isPlain(String sql) {
        Boolean known = verdicts.get(sql);
        if (known != null) {
            return known;
        }
        boolean plain = judge(sql);
        if (verdicts.size() < REMEMBERED) {
            verdicts.put(sql, plain);
        }
        return plain;
    }

    private static boolean judge(String sql) {
        SqlWords words = new SqlWords(sql);
        if (!words.next() || !BEGINNINGS.contains(lower(words.word()))) {
            return false;
        }
        do {
            if (!isHarmless(words)) {
                return false;
            }
        } while (words.next());
        return words.isUnderstood();
    }

    private static boolean isHarmless(SqlWords words) {
        String word = lower(words.word());
        if (words.isCall()) {
            return !words.isQualified() && !words.isQuoted() && HARMLESS.contains(word);
        }
        return words.isQualified() || words.isQuoted() || !TRANSACTIONAL.contains(word);
    }

    private static String lower(String word) {
        return word.toLowerCase(Locale.ROOT);
    }
}
