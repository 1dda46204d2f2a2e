package dev.nexs.orm.routing.internal;

import java.sql.SQLException;

/** Borrows for a routing connection at its first statement. */
@FunctionalInterface
public interface NodeChoice {

    /**
     * Borrows.
     *
     * @param readOnly what the routing connection was set to
     * @param serializable whether its transactions are, which a replica refuses
     */
    Borrowed choose(boolean readOnly, boolean serializable) throws SQLException;
}
