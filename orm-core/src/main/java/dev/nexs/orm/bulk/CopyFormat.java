package dev.nexs.orm.bulk;

/** The formats of COPY out. */
public enum CopyFormat {
    /** Comma-separated values with a header. */
    CSV("FORMAT csv, HEADER"),
    /** PostgreSQL's text format. */
    TEXT("FORMAT text"),
    /** PostgreSQL's binary format. */
    BINARY("FORMAT binary");

    private final String options;

    CopyFormat(String options) {
        this.options = options;
    }

    String options() {
        return options;
    }
}
