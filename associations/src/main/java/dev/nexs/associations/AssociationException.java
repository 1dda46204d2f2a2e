package dev.nexs.associations;

import org.jspecify.annotations.Nullable;

/** What went wrong with an association. The message names the entity, the path and what is allowed. */
public class AssociationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** An exception without a cause. */
    public AssociationException(String message) {
        super(message);
    }

    /** An exception with a cause. */
    public AssociationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
