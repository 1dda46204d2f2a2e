package dev.nexs.orm.cluster.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** One question, one round trip. The full form needs rights that an ordinary role may lack; the narrow one needs none. */
enum ProbeQuery {
    FULL(
            "(select system_identifier::text from pg_control_system())",
            "(select greatest(max(received_tli), (select timeline_id from pg_control_checkpoint()))"
                    + " from pg_stat_wal_receiver)"),

    /**
     * Of the receiver such a role sees no more than that there is one. A replica that has one follows the primary; where it
     * has none, it may have stayed behind on a timeline that is over, and its position says nothing.
     */
    NARROW(
            "null::text",
            "(select case when count(pid) = 0 then -1 else max(received_tli) end from pg_stat_wal_receiver)");

    private final String sql;

    ProbeQuery(String systemIdentifier, String replicaTimeline) {
        this.sql = """
                select /* nexs probe */ recovering,
                  case when recovering then coalesce(%s, 0)
                    else ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int end as timeline,
                  %s as system_identifier,
                  case when recovering then pg_last_wal_replay_lsn() - '0/0'::pg_lsn
                    else pg_current_wal_lsn() - '0/0'::pg_lsn end::bigint as lsn,
                  coalesce(pg_last_wal_receive_lsn() - '0/0'::pg_lsn, 0)::bigint as received_lsn,
                  (extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000)::bigint as replay_age,
                  current_setting('max_connections')::int as max_connections,
                  current_setting('server_version_num')::int as server_version,
                  (extract(epoch from pg_postmaster_start_time()) * 1000000)::bigint as started,
                  txid_snapshot_xmax(txid_current_snapshot()) as horizon,
                  current_setting('synchronous_standby_names') <> '' as synchronous
                from (select pg_is_in_recovery() as recovering offset 0) role""".formatted(replicaTimeline, systemIdentifier);
    }

    PreparedStatement prepare(Connection connection) throws SQLException {
        return connection.prepareStatement(sql);
    }

    static ProbeResult read(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            long replayAge = row.getLong("replay_age");
            boolean replayedNone = row.wasNull();
            return new ProbeResult(
                    row.getBoolean("recovering"),
                    row.getInt("timeline"),
                    row.getString("system_identifier"),
                    row.getLong("lsn"),
                    row.getLong("received_lsn"),
                    replayedNone ? null : Duration.ofMillis(Math.max(0, replayAge)),
                    row.getInt("max_connections"),
                    row.getInt("server_version"),
                    row.getLong("started"),
                    row.getLong("horizon"),
                    row.getBoolean("synchronous"));
        }
    }
}
