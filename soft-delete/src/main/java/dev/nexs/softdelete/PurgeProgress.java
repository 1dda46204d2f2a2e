package dev.nexs.softdelete;

/**
 * How far a purge has come.
 *
 * @param entityName the entity that is being purged
 * @param batch the rows of the batch that was just deleted
 * @param total the rows deleted so far
 */
public record PurgeProgress(String entityName, long batch, long total) {}
