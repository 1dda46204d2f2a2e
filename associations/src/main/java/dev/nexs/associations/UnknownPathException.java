package dev.nexs.associations;

/** A path that does not lead along associations. The message names the nearest attribute and the valid ones. */
public final class UnknownPathException extends AssociationException {

    private static final long serialVersionUID = 1L;

    private final String path;

    /**
     * An exception about a path.
     *
     * @param path the whole path as it was given
     */
    public UnknownPathException(String message, String path) {
        super(message);
        this.path = path;
    }

    /** {@return the whole path as it was given} */
    public String path() {
        return path;
    }
}
