package dev.nexs.softdelete;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Rows of this entity are marked instead of deleted, and reads hide the marked ones.
 *
 * <p>On the root of an inheritance hierarchy, or on a mapped superclass, it holds for every subclass. On an
 * {@code @ElementCollection} or a {@code @ManyToMany} with a link table it holds for the rows of that table.
 *
 * <p>The columns are added to the mapping, and to generated DDL; no attribute is needed. {@link DeletedAt} and
 * {@link DeletedBy} map them where the application wants to read them.
 */
@Documented
@Target({ElementType.TYPE, ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface SoftDeletable {

    /** What marks a row as trashed. */
    Marker marker() default Marker.DEFAULT;

    /**
     * The marker column; empty means the setting {@link SoftDeleteSettings#COLUMN}, and without it {@code deleted_at}
     * or, for a boolean marker, {@code deleted}.
     */
    String column() default "";

    /**
     * Unique constraints that hold among live rows only. Each element is a list of attributes or columns separated by
     * commas; each becomes a partial unique index. Not for link rows.
     */
    String[] unique() default {};

    /**
     * Whether a column keeps the id of the deletion, which is what makes a restore exact: everything that one
     * {@code remove} trashed through its cascades carries the same id. Not for link rows.
     */
    boolean batch() default true;

    /**
     * The column of the deletion's id; empty means the setting {@link SoftDeleteSettings#BATCH_COLUMN}, and without it
     * {@code deletion_id}.
     */
    String batchColumn() default "";

    /**
     * The column of the {@link DeletionReason} attribute; empty means {@code deletion_reason}. There is no such column
     * without the attribute.
     */
    String reasonColumn() default "";

    /**
     * Partial indexes over live rows. Each element is a list of attributes or columns separated by commas. Not for link
     * rows.
     */
    String[] index() default {};

    /**
     * The column of the {@link DeletedBy} attribute; empty means the setting {@link SoftDeleteSettings#DELETED_BY_COLUMN},
     * and without it {@code deleted_by}. There is no such column without the attribute.
     */
    String deletedByColumn() default "";
}
