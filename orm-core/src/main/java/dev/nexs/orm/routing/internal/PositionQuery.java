package dev.nexs.orm.routing.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Asks a node on a borrowed connection how far it is, and leaves no transaction open. One round trip. A primary says how
 * far it has written, which with asynchronous commits is further than the disk; a replica how far it has replayed, but not
 * in which timeline: not every role may ask that.
 */
final class PositionQuery {

    private static final String SQL = """
            select (case when replica then pg_last_wal_replay_lsn() else pg_current_wal_insert_lsn() end
                - '0/0'::pg_lsn)::bigint,
              case when replica then 0
                else ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int end,
              txid_snapshot_xmax(txid_current_snapshot())
            from (select pg_is_in_recovery() as replica offset 0) role""";

    private PositionQuery() {}

    /**
     * An answer.
     *
     * @param lsn how far the node is
     * @param timeline its timeline if it is a primary, else 0
     * @param horizon above all transactions that the node shows
     */
    record Answer(long lsn, int timeline, long horizon) {

        boolean isReplica() {
            return timeline == 0;
        }
    }

    static Answer ask(Connection connection) throws SQLException {
        return aside(connection, PositionQuery::query);
    }

    /** What is to be asked. */
    @FunctionalInterface
    interface Question<T> {
        T ask(Statement statement) throws SQLException;
    }

    /** Asks on a connection that may be set to begin transactions, without beginning one. */
    static <T> T aside(Connection connection, Question<T> question) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        if (!autoCommit) {
            connection.setAutoCommit(true);
        }
        try (Statement statement = connection.createStatement()) {
            return question.ask(statement);
        } finally {
            if (!autoCommit) {
                connection.setAutoCommit(false);
            }
        }
    }

    private static Answer query(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(SQL)) {
            row.next();
            return new Answer(row.getLong(1), row.getInt(2), row.getLong(3));
        }
    }
}
