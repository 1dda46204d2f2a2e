package dev.nexs.orm.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.pool.ResetOnReturn;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** A pool of one: whatever one borrower leaves behind the next one has. */
@PostgresServer
class CleanReturnIT {

    private final Node node;

    CleanReturnIT(Node node) {
        this.node = node;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatJdbcsCallsChangedDoesNotReachTheNextBorrower(boolean routing) throws SQLException {
        node.execute("create schema if not exists acme");
        try (NexsDataSource ours = pool(ResetOnReturn.NONE, "nexs.application-name", "shop")) {
            DataSource source = routing ? ours.routing() : ours;
            List<String> before;
            try (Connection fresh = source.getConnection()) {
                before = state(fresh);
            }
            try (Connection connection = source.getConnection()) {
                connection.setSchema("acme");
                connection.setClientInfo("ApplicationName", "someone else");
                connection.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT);
                connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
                connection.setNetworkTimeout(Runnable::run, 1234);
                connection.setReadOnly(true);
                connection.setAutoCommit(false);
                assertThat(state(connection)).doesNotContainAnyElementsOf(before);
            }
            try (Connection next = source.getConnection()) {
                assertThat(state(next)).isEqualTo(before);
            }
        }
    }

    /** Everything that a call can change, as the server and the driver have it. */
    private static List<String> state(Connection connection) throws SQLException {
        List<String> state = new ArrayList<>();
        state.add("path " + ask(connection, "show search_path"));
        state.add("name " + ask(connection, "show application_name"));
        state.add("holdability " + connection.getHoldability());
        state.add("isolation " + connection.getTransactionIsolation());
        state.add("timeout " + connection.getNetworkTimeout());
        state.add("read-only " + connection.isReadOnly());
        state.add("auto-commit " + connection.getAutoCommit());
        return state;
    }

    @ParameterizedTest
    @EnumSource(
            names = {"SESSION", "DISCARD_ALL"},
            value = ResetOnReturn.class)
    void whatSqlChangedIsTakenBack(ResetOnReturn mode) throws SQLException {
        node.execute("create schema if not exists acme");
        node.executeAsSuperuser(
                "do $$ begin if not exists (select from pg_roles where rolname = 'clean_return') then"
                        + " create role clean_return; end if; end $$",
                "grant clean_return to \"" + node.username() + "\"");
        try (NexsDataSource source = pool(mode, "nexs.pool.connection-init-sql", "set work_mem = '7MB'")) {
            int backend;
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                backend = connection.unwrap(PGConnection.class).getBackendPID();
                statement.execute("set search_path to acme");
                statement.execute("set statement_timeout = 54321");
                statement.execute("set work_mem = '9MB'");
                statement.execute("set role clean_return");
                statement.execute("create temp table scratch(n int)");
                statement.execute("listen news");
                ask(connection, "select pg_advisory_lock(42)");
                connection.setClientInfo("ApplicationName", "someone else");
            }
            try (Connection next = source.getConnection()) {
                assertThat(next.unwrap(PGConnection.class).getBackendPID()).isEqualTo(backend);
                assertThat(ask(next, "show search_path")).isEqualTo("\"$user\", public");
                assertThat(ask(next, "show statement_timeout")).isEqualTo("0");
                assertThat(ask(next, "show work_mem")).isEqualTo("7MB");
                assertThat(ask(next, "show application_name")).isEqualTo("nexs");
                assertThat(ask(next, "select current_user = session_user")).isEqualTo("t");
                assertThat(ask(next, "select count(*) from pg_class where relname = 'scratch'"))
                        .isEqualTo("0");
                assertThat(ask(next, "select count(*) from pg_listening_channels()"))
                        .isEqualTo("0");
                assertThat(ask(next, "select count(*) from pg_locks where locktype = 'advisory'"))
                        .isEqualTo("0");
            }
        }
    }

    @Test
    void aTransactionThatWasLeftOpenTakesNothingAlongEither() throws SQLException {
        try (NexsDataSource source = pool(ResetOnReturn.SESSION, "nexs.pool.auto-commit", "false")) {
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("set statement_timeout = 54321");
                connection.commit();
                statement.execute("set lock_timeout = 12345");
            }
            try (Connection next = source.getConnection()) {
                assertThat(ask(next, "show statement_timeout")).isEqualTo("0");
                assertThat(ask(next, "show lock_timeout")).isEqualTo("0");
                assertThat(next.getAutoCommit()).isFalse();
            }
        }
    }

    /** pg_stat_activity has the last statement of a session that rests. */
    @ParameterizedTest
    @CsvSource({
        "NONE, set work_mem = '9MB', false",
        "SESSION, select 1, false",
        "SESSION, set work_mem = '9MB', true",
        "DISCARD_ALL, select 1, true"
    })
    void nothingIsSentWhereNothingHasToBeTakenBack(ResetOnReturn mode, String sql, boolean reset) throws SQLException {
        try (NexsDataSource source = pool(mode, "nexs.application-name", "watched")) {
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("set application_name = 'watched'");
            }
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
            try (Connection other = node.connect()) {
                String last = ask(other, "select query from pg_stat_activity where application_name = 'watched'");
                assertThat(OwnQuery.isOwn(last.strip())).as(last).isEqualTo(reset);
            }
        }
    }

    @Test
    void theIsolationAndSchemaOfThePoolStay() throws SQLException {
        node.execute("create schema if not exists acme");
        try (NexsDataSource source = builder(ResetOnReturn.SESSION)
                .set("nexs.pool.transaction-isolation", "TRANSACTION_REPEATABLE_READ")
                .set("nexs.pool.schema", "acme")
                .build()) {
            for (int i = 0; i < 2; i++) {
                try (Connection connection = source.getConnection();
                        Statement statement = connection.createStatement()) {
                    assertThat(ask(connection, "show default_transaction_isolation"))
                            .isEqualTo("repeatable read");
                    assertThat(ask(connection, "show search_path")).isEqualTo("acme");
                    statement.execute("set search_path to public");
                }
            }
        }
    }

    @Test
    void aConnectionThatCannotBeMadeGoodIsDestroyed() throws SQLException {
        try (NexsDataSource source = pool(ResetOnReturn.SESSION, "nexs.application-name", "doomed")) {
            Connection connection = source.getConnection();
            int backend = connection.unwrap(PGConnection.class).getBackendPID();
            try (Statement statement = connection.createStatement()) {
                statement.execute("set work_mem = '9MB'");
            }
            node.executeAsSuperuser("select pg_terminate_backend(" + backend + ", 5000)");
            assertThatThrownBy(connection::close).hasMessageContaining("could not be made good");
            try (Connection next = source.getConnection()) {
                assertThat(ask(next, "show work_mem")).isNotEqualTo("9MB");
            }
        }
    }

    @Test
    void clearingWarningsIsNoReturn() throws SQLException {
        node.execute("create schema if not exists acme");
        try (NexsDataSource source = pool(ResetOnReturn.SESSION, "nexs.application-name", "nexs");
                Connection connection = source.getConnection()) {
            connection.setSchema("acme");
            connection.clearWarnings();
            assertThat(ask(connection, "show search_path")).contains("acme");
        }
    }

    private dev.nexs.orm.NexsDataSourceBuilder builder(ResetOnReturn mode) {
        return NexsDataSource.builder()
                .url(node.jdbcUrl())
                .username(node.username())
                .password(node.password())
                .pool(p -> p.maximumSize(1).resetOnReturn(mode));
    }

    private NexsDataSource pool(ResetOnReturn mode, String setting, String value) {
        return builder(mode).set(setting, value).build();
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
