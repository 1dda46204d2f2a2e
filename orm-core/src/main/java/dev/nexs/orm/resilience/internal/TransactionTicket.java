package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.internal.sqlstate.SqlState;
import dev.nexs.orm.jdbc.OwnQuery;
import dev.nexs.orm.resilience.CommitMarkers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/**
 * What was noted of a transaction before its COMMIT was sent, in one round trip.
 *
 * @param xid its id (xid8)
 * @param position where the log was
 * @param marker the id of its marker row, or null
 */
record TransactionTicket(
        String xid, ConsistencyToken position, @Nullable String marker) {

    private static final String NOTE = "SELECT pg_current_xact_id_if_assigned(), ";
    private static final String NOTE_ALWAYS = "SELECT pg_current_xact_id(), ";

    /**
     * {@return a ticket without a marker, or null if nothing was written, so that nothing can be lost}
     *
     * @param always whether the transaction may have done what assigns no id, such as NOTIFY, and so is to get one
     */
    static @Nullable TransactionTicket of(Connection connection, SystemIdentifiers systems, boolean always)
            throws SQLException {
        return ask(connection, systems, always ? NOTE_ALWAYS : NOTE, null);
    }

    /** {@return the same with a marker row} */
    static @Nullable TransactionTicket marked(Connection connection, SystemIdentifiers systems, boolean always)
            throws SQLException {
        try {
            String insert = always ? CommitMarkers.INSERT_ALWAYS : CommitMarkers.INSERT;
            return ask(connection, systems, insert, MarkerIds.next());
        } catch (SQLException e) {
            throw explained(e);
        }
    }

    private static @Nullable TransactionTicket ask(
            Connection connection, SystemIdentifiers systems, String beginning, @Nullable String marker)
            throws SQLException {
        BaseConnection driver = connection.unwrap(BaseConnection.class);
        String known = systems.of(driver);
        String columns = known == null ? WalQuery.COLUMNS : "'" + known + "', " + SystemIdentifiers.SHORT_COLUMNS;
        try (PreparedStatement statement = connection.prepareStatement(OwnQuery.MARK + beginning + columns)) {
            if (marker != null) {
                statement.setString(1, marker);
            }
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next() || row.getString(1) == null) {
                    return null;
                }
                systems.learn(driver, row.getString(2));
                ConsistencyToken position = WalQuery.token(row.getString(2), row.getString(3), row.getString(4));
                return new TransactionTicket(row.getString(1), position, marker);
            }
        }
    }

    private static SQLException explained(SQLException failure) {
        String cure;
        if (SqlState.UNDEFINED_TABLE.isOf(failure)) {
            cure = "is not found through the search path. Create it in a migration: " + CommitMarkers.CREATE_TABLE;
        } else if (SqlState.INSUFFICIENT_PRIVILEGE.isOf(failure)) {
            cure = "may not be written by this role. GRANT INSERT, SELECT, DELETE ON " + CommitMarkers.TABLE
                    + " TO the role";
        } else {
            return failure;
        }
        return new SQLException(
                "The table " + CommitMarkers.TABLE + ", which commit resolution MARKER needs, " + cure
                        + ". Or choose XID, which needs no table",
                failure.getSQLState(),
                failure);
    }
}
