package dev.nexs.types.internal.hibernate.function;

/** What a parameter of a function takes. */
enum Kind {
    /** A {@code jsonb} expression, or JSON text as a literal or parameter. */
    JSON("jsonb"),
    /** Any value; what is not {@code jsonb} already is made so. */
    VALUE("value"),
    /** Any value, to be a part of a document: null is the JSON null. */
    MEMBER("value"),
    /** Any value, made {@code jsonb} by the function itself: a string is a JSON string. */
    SCALAR("value"),
    /** Text. */
    TEXT("text"),
    /** Names of members, one by one or as one list or array. */
    KEYS("text"),
    /** A step of a path: an index answers only for paths that the statement holds, so literals and parameters. */
    STEP("text"),
    /** The name of a member, or the position of an element. */
    KEY("text or integer"),
    /** Text to be searched, as any expression. */
    SEARCHED("text"),
    /** The name of a text search configuration, in the statement itself: an index knows only that. */
    CONFIGURATION("the name of a text search configuration"),
    /** A {@code tsvector}. */
    TSVECTOR("tsvector"),
    /** A {@code tsquery}. */
    TSQUERY("tsquery"),
    /** An {@code ltree}. */
    LTREE("ltree"),
    /** An {@code lquery}. */
    LQUERY("lquery"),
    /** A range; a parameter beside one is a range like it. */
    RANGE("range"),
    /** Whatever the range of the same call holds. */
    BOUND("element of a range"),
    /** A column of the rows that the function returns: the name of a member and a type, as a literal. */
    COLUMN("column"),
    /** A JSON path. */
    JSONPATH("jsonpath"),
    /** An integer. */
    INTEGER("integer"),
    /** A boolean. */
    BOOLEAN("boolean"),
    /** An array. */
    ARRAY("array"),
    /** Whatever the array of the same call holds. */
    ELEMENT("element");

    private final String label;

    Kind(String label) {
        this.label = label;
    }

    /** How messages and signatures call it. */
    String label() {
        return label;
    }
}
