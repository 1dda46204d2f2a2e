package dev.nexs.orm.jdbc;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells from the text of a statement what it may do.
 *
 * <p>It is <em>plain</em> if it gives the same answer with and without a transaction around it at READ COMMITTED: a single
 * query that locks nothing, writes nothing, sets nothing and does not ask for the time. It <em>keeps the session</em> if
 * nothing of it outlives the transaction in the session: no setting, role, temporary table, session lock, subscription.
 *
 * <p>What it does not know is neither: any function outside its lists, a second statement, an escape in a string. One that
 * is not recognized costs two messages; one that is wrongly recognized would cost correctness. What it cannot see is a view,
 * operator or row-security policy that calls a volatile function; it has to be told of these. Verdicts are remembered, up to a limit in bytes; what was
 * not asked for longest is forgotten. Thread-safe.
 */
public final class StatementJudge {

    /** What the remembered texts may take, in characters; a text takes its length and as much as its entry. */
    private static final long REMEMBERED = 2_000_000;

    /** For a database of which nothing can be said. */
    public static final String EVERYTHING = "*";

    private static final int ENTRY = 64;

    /** A text that is this long is judged each time: it costs less than what the server does with it. */
    private static final int LONGEST = 16_384;

    private static final int PLAIN = 1;
    private static final int KEEPS_SESSION = 2;

    /** Statements that keep the session if they call nothing unknown. */
    private static final Set<String> WRITING = Set.of("insert", "update", "delete", "merge");

    /** Statements that keep the session whatever follows. */
    private static final Set<String> KEEPING =
            Set.of("begin", "commit", "rollback", "savepoint", "release", "lock", "show", "truncate");

    /** Functions that are not plain and yet change nothing of the session. */
    private static final Set<String> KEEPING_CALLS = Set.of(
            "nextval",
            "currval",
            "lastval",
            "setval",
            "now",
            "clock_timestamp",
            "statement_timestamp",
            "transaction_timestamp",
            "gen_random_uuid",
            "uuidv7",
            "random",
            "pg_notify",
            "pg_advisory_xact_lock",
            "pg_try_advisory_xact_lock",
            "version",
            "current_schema",
            "current_setting",
            "conflict",
            "returning",
            "set");

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

    /** Two generations: the older one is dropped when the younger is full, and what is asked for moves to the younger. */
    private volatile ConcurrentMap<String, Integer> young = new ConcurrentHashMap<>();

    private volatile ConcurrentMap<String, Integer> old = new ConcurrentHashMap<>();
    private final AtomicLong size = new AtomicLong();

    private final Set<String> hazards;

    /** Judges by the text alone. */
    public StatementJudge() {
        this(Set.of());
    }

    /**
     * Judges by the text and what is known of the database.
     *
     * @param hazards names of relations, in lower case, that run volatile functions when they are read; or
     *     {@link #EVERYTHING}
     */
    public StatementJudge(Set<String> hazards) {
        this.hazards = Set.copyOf(hazards);
    }

    /** {@return whether it gives the same answer with and without a transaction around it} */
    public boolean isPlain(String sql) {
        return (verdict(sql) & PLAIN) != 0;
    }

    /** {@return whether nothing of it stays in the session} */
    public boolean keepsSession(String sql) {
        return (verdict(sql) & KEEPS_SESSION) != 0;
    }

    /** {@return how much is remembered, in characters} */
    long remembered() {
        return young.keySet().stream().mapToLong(StatementJudge::weight).sum()
                + old.keySet().stream().mapToLong(StatementJudge::weight).sum();
    }

    private int verdict(String sql) {
        Integer known = young.get(sql);
        if (known != null) {
            return known;
        }
        Integer older = old.get(sql);
        int verdict = older == null ? judge(sql) : older;
        if (sql.length() <= LONGEST) {
            remember(sql, verdict);
        }
        return verdict;
    }

    private void remember(String sql, int verdict) {
        if (young.put(sql, verdict) == null && size.addAndGet(weight(sql)) > REMEMBERED / 2) {
            turn();
        }
    }

    private synchronized void turn() {
        if (size.get() > REMEMBERED / 2) {
            old = young;
            young = new ConcurrentHashMap<>();
            size.set(0);
        }
    }

    private static long weight(String sql) {
        return (long) sql.length() + ENTRY;
    }

    private int judge(String sql) {
        return (judgePlain(sql) ? PLAIN : 0) | (judgeKeeping(sql) ? KEEPS_SESSION : 0);
    }

    private boolean judgePlain(String sql) {
        SqlWords words = new SqlWords(sql);
        if (hazards.contains(EVERYTHING) || !words.next() || !BEGINNINGS.contains(lower(words.word()))) {
            return false;
        }
        do {
            if (!isHarmless(words) || hazards.contains(lower(words.word()))) {
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

    private static boolean judgeKeeping(String sql) {
        SqlWords words = new SqlWords(sql);
        if (!words.next()) {
            return false;
        }
        String first = lower(words.word());
        if (KEEPING.contains(first)) {
            return !sql.contains(";");
        }
        if (first.equals("set")) {
            return words.next() && Set.of("local", "transaction").contains(lower(words.word())) && !sql.contains(";");
        }
        boolean writes = WRITING.contains(first);
        if (!writes && !BEGINNINGS.contains(first)) {
            return false;
        }
        boolean target = false;
        while (words.next()) {
            String word = lower(words.word());
            boolean known = target || !words.isCall() || isKnownCall(words, word);
            if (!known || (word.equals("into") && !writes && !words.isQuoted())) {
                return false;
            }
            target = word.equals("into") || (target && words.isFollowedByDot());
        }
        return words.isUnderstood();
    }

    private static boolean isKnownCall(SqlWords words, String word) {
        return !words.isQualified() && !words.isQuoted() && (HARMLESS.contains(word) || KEEPING_CALLS.contains(word));
    }

    private static String lower(String word) {
        return word.toLowerCase(Locale.ROOT);
    }
}
