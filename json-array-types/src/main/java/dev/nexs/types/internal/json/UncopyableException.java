package dev.nexs.types.internal.json;

import org.jspecify.annotations.Nullable;

/** The structure of a value cannot be copied or walked; its JSON has to stand in. */
final class UncopyableException extends RuntimeException {

    UncopyableException(Class<?> type, @Nullable Throwable cause) {
        super(type.getName() + " cannot be copied field by field", cause, false, false);
    }

    /** For a failure to read or to make an object; an error is no such failure and is thrown. */
    static UncopyableException because(Class<?> type, Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return new UncopyableException(type, cause);
    }
}
