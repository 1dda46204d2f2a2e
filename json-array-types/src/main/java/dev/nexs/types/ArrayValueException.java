package dev.nexs.types;

import org.hibernate.HibernateException;
import org.jspecify.annotations.Nullable;

/**
 * An array that its attribute, or PostgreSQL, cannot hold: rows of different lengths, a missing row, another number of
 * dimensions, a first index other than 1. The message names the attribute and what to do.
 */
public final class ArrayValueException extends HibernateException {

    /** Creates it with a sentence for the reader of the log. */
    public ArrayValueException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
