package dev.nexs.softdelete;

/**
 * A row that a purge left in the trash because something still refers to it.
 *
 * @param entityName the entity that was being purged
 * @param id its id
 * @param constraint the foreign key that refused the deletion
 */
public record ReferencedRow(String entityName, Object id, String constraint) {}
