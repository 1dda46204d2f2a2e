package dev.nexs.associations.internal.hibernate.load;

import org.hibernate.loader.ast.spi.Loadable;

/** Rows that came along with another statement, so that none has to be sent for them. */
@FunctionalInterface
public interface Arrivals {

    /** Nothing came along. */
    Arrivals NONE = (path, loadable) -> false;

    /**
     * Puts the rows of a path into the persistence context, if they are here.
     *
     * @return whether they were
     */
    boolean take(String path, Loadable loadable);
}
