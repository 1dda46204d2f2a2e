package dev.nexs.softdelete;

import org.jspecify.annotations.Nullable;

/**
 * Says on whose behalf rows are being trashed. Called on the thread that flushes, once for each row or bulk statement,
 * so it has to be quick; an exception from it fails the flush.
 */
@FunctionalInterface
public interface DeletedByProvider {

    /** The current user, or null if there is none. */
    @Nullable
    String currentUser();
}
