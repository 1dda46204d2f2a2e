package dev.nexs.softdelete;

/** The settings of this module, given wherever Hibernate's own settings are given. */
public final class SoftDeleteSettings {

    /** The marker of entities that name none: {@code timestamp} (default), {@code boolean} or {@code epoch-millis}. */
    public static final String MARKER = "nexs.soft-delete.marker";

    /** The marker column of entities that name none. */
    public static final String COLUMN = "nexs.soft-delete.column";

    /** Whether entities have a column for the id of the deletion: {@code true} (default) or {@code false}. */
    public static final String BATCH = "nexs.soft-delete.batch";

    /** The column for the id of the deletion: {@code deletion_id} by default. */
    public static final String BATCH_COLUMN = "nexs.soft-delete.batch-column";

    /** The column of a {@link DeletedBy} attribute: {@code deleted_by} by default. */
    public static final String DELETED_BY_COLUMN = "nexs.soft-delete.deleted-by-column";

    /** A {@link DeletedByProvider}: an instance, a class, or the name of a class with a no-argument constructor. */
    public static final String DELETED_BY_PROVIDER = "nexs.soft-delete.deleted-by-provider";

    /** The policy of to-one associations that name none: {@code show} (default), {@code hide} or {@code fail}. */
    public static final String ON_TRASHED = "nexs.soft-delete.on-trashed";

    private SoftDeleteSettings() {}
}
