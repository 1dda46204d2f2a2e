package dev.nexs.types;

import org.hibernate.HibernateException;
import org.jspecify.annotations.Nullable;

/**
 * A document or an array that does not fit its attribute: a stored document that the attribute's class cannot take, a
 * value that Jackson cannot write, a text that is no JSON. The message names entity and attribute (or parameter) and
 * the cause; it never repeats the whole document.
 */
public final class JsonbValueException extends HibernateException {

    /** Creates it with a sentence for the reader of the log. */
    public JsonbValueException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
