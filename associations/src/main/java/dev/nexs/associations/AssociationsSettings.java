package dev.nexs.associations;

/** The names of the settings, given where Hibernate's own settings are given. */
public final class AssociationsSettings {

    /** How many owners or targets one preload statement covers; a whole number, 10000 unless set. */
    public static final String CHUNK_SIZE = "nexs.associations.chunk-size";

    /** What happens when an association is loaded lazily: {@code allow} (unless set), {@code warn} or {@code throw}. */
    public static final String LAZY_LOADING = "nexs.associations.lazy-loading";

    /**
     * How often one line of the application may have the same query, entity or collection selected within one session
     * before the detector reports it; 0 (unless set) switches the detector off, and then it is not there.
     */
    public static final String N_PLUS_ONE_THRESHOLD = "nexs.associations.n-plus-one-threshold";

    /** What the detector does: {@code warn} (unless set) logs, {@code throw} fails the statement. */
    public static final String N_PLUS_ONE = "nexs.associations.n-plus-one";

    /** Call sites that the detector does not report: beginnings of {@code package.Class.method}, by comma. */
    public static final String N_PLUS_ONE_ALLOW = "nexs.associations.n-plus-one-allow";

    /**
     * Caches all associations in the second-level cache: {@code none} (unless set), {@code read-only}, {@code
     * nonstrict-read-write}, {@code read-write} or {@code transactional}. {@link CachedAssociation} does it for one.
     */
    public static final String CACHE = "nexs.associations.cache";

    /**
     * {@code on} loads an association that is touched for all entities that came from the same result, in one
     * statement; {@code off} unless set.
     */
    public static final String AUTO_PRELOAD = "nexs.associations.auto-preload";

    /** {@code on} lets {@link Statements} tell what was sent, by an inspector; {@code off} unless set. For tests. */
    public static final String RECORD_STATEMENTS = "nexs.associations.record-statements";

    private AssociationsSettings() {}
}
