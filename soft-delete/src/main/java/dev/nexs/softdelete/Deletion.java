package dev.nexs.softdelete;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One deletion, as it lies in the trash: everything that one removal took along, or one bulk statement.
 *
 * @param id what {@link Trash#restoreDeletion(UUID)} takes
 * @param at when, by the server's clock; null if no marker says so
 * @param by who, from the {@link DeletedBy} columns; null if that is not known
 * @param reason why, from the {@link DeletionReason} columns; null if that is not known
 * @param rows how many rows of which entity are still in the trash, by entity name
 */
public record Deletion(
        UUID id,
        @Nullable Instant at,
        @Nullable String by,
        @Nullable String reason,
        Map<String, Long> rows) {}
