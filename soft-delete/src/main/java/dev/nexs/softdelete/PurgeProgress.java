package dev.nexs.softdelete;

/**
 * How far a purge has come.
 *
 * @param entityName the entity that is being purged
 * @param batch the rows of the batch that was just deleted
 * @param total the rows deleted so far
 * @param skipped the rows so far that stay in the trash because something still refers to them
 */
public record PurgeProgress(String entityName, long batch, long total, long skipped) {}
