package dev.nexs.associations;

/** An association was touched that was not loaded, where lazy loading is forbidden. Nothing was sent. */
public final class StrictLoadingException extends AssociationException {

    private static final long serialVersionUID = 1L;

    /** An exception that names the association and the way out. */
    public StrictLoadingException(String message) {
        super(message);
    }
}
