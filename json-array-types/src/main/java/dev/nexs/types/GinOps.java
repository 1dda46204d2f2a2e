package dev.nexs.types;

/** The operator class of a GIN index: what it answers, and how large it grows. */
public enum GinOps {
    /** The default of the column's type: {@code jsonb_ops} for a document, {@code array_ops} for an array. */
    DEFAULT(""),
    /** Documents: {@code @>}, {@code @?}, {@code @@} and the key operators {@code ?}, {@code ?|}, {@code ?&}. */
    JSONB("jsonb_ops"),
    /** Documents: {@code @>}, {@code @?} and {@code @@} only; smaller and faster for those. */
    JSONB_PATH("jsonb_path_ops"),
    /** Texts: similarity, {@code like} and regular expressions. Of the extension pg_trgm, which has to be there. */
    TRIGRAM("gin_trgm_ops"),
    /** Arrays: {@code @>}, {@code <@}, {@code &&} and {@code =}. */
    ARRAY("array_ops");

    private final String sql;

    GinOps(String sql) {
        this.sql = sql;
    }

    /** PostgreSQL's name; empty for the default. */
    public String sql() {
        return sql;
    }
}
