package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.jdbc.OwnQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.replication.LogSequenceNumber;

/** Asks a primary where it is: system identifier, timeline and position of the end of its log. */
final class WalQuery {

    /** The three columns. The first eight digits of a log file's name are its timeline. */
    static final String COLUMNS = "(SELECT system_identifier FROM pg_control_system()),"
            + " pg_walfile_name(pg_current_wal_insert_lsn()), pg_current_wal_insert_lsn()";

    static final String PRIMARY = "SELECT " + COLUMNS;

    private static final int TIMELINE_DIGITS = 8;

    private WalQuery() {}

    static ConsistencyToken primary(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(OwnQuery.MARK + PRIMARY)) {
            row.next();
            return token(row.getString(1), row.getString(2), row.getString(3));
        }
    }

    static ConsistencyToken token(String system, String walFile, String lsn) {
        return new ConsistencyToken(
                Long.parseUnsignedLong(system),
                Integer.parseInt(walFile.substring(0, TIMELINE_DIGITS), 16),
                LogSequenceNumber.valueOf(lsn).asLong());
    }
}
