package dev.nexs.orm.routing.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Asks a replica on a borrowed connection how far it has replayed, and leaves no transaction open. One round trip. */
final class ReplayQuery {

    private static final String SQL =
            "select case when pg_is_in_recovery() then pg_last_wal_replay_lsn() - '0/0'::pg_lsn end::bigint";

    /** No replica has replayed so little. */
    static final long NOT_A_REPLICA = 0;

    private ReplayQuery() {}

    static long ask(Connection connection) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        if (!autoCommit) {
            connection.setAutoCommit(true);
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SQL)) {
            row.next();
            return row.getLong(1);
        } finally {
            if (!autoCommit) {
                connection.setAutoCommit(false);
            }
        }
    }
}
