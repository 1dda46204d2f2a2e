package dev.nexs.softdelete;

import org.hibernate.MappingException;

/** A mapping or a setting of this module is wrong. It is thrown when the session factory is built. */
public final class SoftDeleteMappingException extends MappingException {

    /** A mistake, told in a sentence that says what to do. */
    public SoftDeleteMappingException(String message) {
        super(message);
    }
}
