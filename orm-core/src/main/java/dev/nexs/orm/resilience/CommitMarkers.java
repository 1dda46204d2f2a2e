package dev.nexs.orm.resilience;

import dev.nexs.orm.jdbc.OwnQuery;
import dev.nexs.orm.resilience.internal.MarkerIds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The table behind {@link dev.nexs.orm.CommitResolution#MARKER}: a unit that wrote something writes a row in the same
 * transaction, so after a failover the row is there if and only if the rest is. Rows are of use for minutes; units that
 * write them also sweep old ones, unless {@code sweepMarkers} is off. The role needs INSERT, SELECT and DELETE.
 */
public final class CommitMarkers {

    /** The table's name, found through the search path. */
    public static final String TABLE = "nexs_commit_marker";

    /** Creates the table if it is not there; belongs in a migration. */
    public static final String CREATE_TABLE = "CREATE TABLE IF NOT EXISTS " + TABLE
            + " (id uuid PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now())";

    /** Writes a row if the transaction has written before; columns to return follow. */
    public static final String INSERT = "INSERT INTO " + TABLE
            + " (id) SELECT ?::uuid WHERE pg_current_xact_id_if_assigned() IS NOT NULL"
            + " RETURNING pg_current_xact_id(), ";

    /** Writes a row whether the transaction has written before or not; columns to return follow. */
    public static final String INSERT_ALWAYS =
            "INSERT INTO " + TABLE + " (id) VALUES (?::uuid) RETURNING pg_current_xact_id(), ";

    /** The id, which begins with the writer's time, leads to old rows; the server's own time decides. */
    private static final String SWEEP = "DELETE FROM " + TABLE + " WHERE id IN (SELECT id FROM " + TABLE
            + " WHERE id < ?::uuid AND created_at < now() - make_interval(secs => ?)"
            + " ORDER BY id LIMIT 1000 FOR UPDATE SKIP LOCKED)";

    private CommitMarkers() {}

    /** {@return whether the row is there} */
    public static boolean exists(Connection connection, String id) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(OwnQuery.MARK + "SELECT 1 FROM " + TABLE + " WHERE id = ?::uuid")) {
            statement.setString(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /**
     * Deletes up to 1,000 rows older than {@code age}; call it again while it returns that many. Several sweepers do not
     * hinder each other.
     *
     * @param age longer than the resolution timeout; an hour is generous
     * @return how many were deleted
     */
    public static int sweep(Connection connection, Duration age) throws SQLException {
        if (age.isNegative()) {
            throw new IllegalArgumentException("The age is " + age + ", but must not be negative");
        }
        try (PreparedStatement statement = connection.prepareStatement(OwnQuery.MARK + SWEEP)) {
            statement.setString(1, MarkerIds.least(System.currentTimeMillis() - age.toMillis() + 1));
            statement.setDouble(2, age.toMillis() / 1000.0);
            return statement.executeUpdate();
        }
    }
}
