package dev.nexs.softdelete;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One entity on its way into the trash, out of it, or out of the database.
 *
 * @param entityName the name of the entity
 * @param id its identifier
 * @param entity the instance, or null if the row is handled without being loaded
 * @param deletion the id of the deletion that it belongs to, or null if the entity keeps none
 */
public record TrashEvent(
        String entityName,
        Object id,
        @Nullable Object entity,
        @Nullable UUID deletion) {}
