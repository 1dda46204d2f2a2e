package dev.nexs.orm.routing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

@PostgresServer
class RoutingConnectionIT {

    private final List<Boolean> choices = new ArrayList<>();
    private final List<Connection> lent = new ArrayList<>();
    private DataSource routing;

    @BeforeEach
    void route(Node node) {
        routing = new RoutingDataSource(
                (readOnly, serializable) -> {
                    Connection connection = node.connect();
                    choices.add(readOnly);
                    lent.add(connection);
                    return Borrowed.of(connection);
                },
                true,
                node.dataSource());
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void nothingThatIsSetOrAskedBeforeTheFirstStatementChoosesANode() throws SQLException {
        try (Connection connection = routing.getConnection()) {
            connection.setSchema("pg_catalog");
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setNetworkTimeout(Runnable::run, 12_345);
            connection.setHoldability(ResultSet.CLOSE_CURSORS_AT_COMMIT);
            connection.setClientInfo("ApplicationName", "early");
            connection.clearWarnings();
            connection.commit();
            connection.rollback();
            assertThat(connection.isValid(1)).isTrue();
            assertThat(connection.isClosed()).isFalse();
            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
            assertThat(connection.getSchema()).isEqualTo("pg_catalog");
            assertThat(connection.getNetworkTimeout()).isEqualTo(12_345);
            assertThat(connection.getClientInfo("ApplicationName")).isEqualTo("early");
            assertThat((Object) connection.getWarnings()).isNull();
            assertThat(connection.isWrapperFor(PGConnection.class)).isTrue();
            assertThat((Object) connection.unwrap(Connection.class)).isSameAs(connection);
            assertThat((Object) connection.getMetaData().getConnection()).isSameAs(connection);
            connection.setReadOnly(true);
            assertThat(choices).isEmpty();

            assertThat(ask(connection, "select current_schema()")).isEqualTo("pg_catalog");
            assertThat(ask(connection, "show transaction isolation level")).isEqualTo("repeatable read");
            assertThat(ask(connection, "show transaction_read_only")).isEqualTo("on");
            assertThat(ask(connection, "show application_name")).isEqualTo("early");
            assertThat(lent.get(0).getNetworkTimeout()).isEqualTo(12_345);
            assertThat(choices).containsExactly(true);
            connection.rollback();
        }
        assertThat(lent.get(0).isClosed()).isTrue();
    }

    @Test
    void metadataIsAnsweredByANodeThatIsGivenBack() throws SQLException {
        try (Connection connection = routing.getConnection()) {
            assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo("PostgreSQL");
            assertThat(lent)
                    .singleElement()
                    .satisfies(used -> assertThat(used.isClosed()).isTrue());
            connection.setReadOnly(true);
            ask(connection, "select 1");
            assertThat(choices).containsExactly(false, true);
        }
    }

    @Test
    void aNodeThatWasChosenTooEarlyIsGivenBackWhenReadOnlyChanges() throws SQLException {
        try (Connection connection = routing.getConnection()) {
            Array early = connection.createArrayOf("int4", new Object[] {1, 2});
            assertThat((Object) connection.unwrap(PGConnection.class)).isNotNull();
            connection.setReadOnly(true);
            assertThat(lent.get(0).isClosed()).isTrue();
            try (PreparedStatement statement = connection.prepareStatement("select ?::int[]")) {
                statement.setArray(1, early);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    assertThat(row.getString(1)).isEqualTo("{1,2}");
                }
            }
            assertThat(choices).containsExactly(false, true);
        }
    }

    @Test
    void readOnlyCannotChangeInsideATransaction() throws SQLException {
        try (Connection connection = routing.getConnection()) {
            connection.setAutoCommit(false);
            ask(connection, "select 1");
            assertThatThrownBy(() -> connection.setReadOnly(true)).isInstanceOf(SQLException.class);
            assertThat(connection.isReadOnly()).isFalse();
            assertThat(lent.get(0).isClosed()).isFalse();
            connection.rollback();
        }
    }

    @Test
    void aTransactionWhoseConnectionThePoolTookAwayIsRolledBackAndTheNextOneHasAnother() throws SQLException {
        try (Connection connection = routing.getConnection()) {
            connection.setAutoCommit(false);
            ask(connection, "select 1");
            lent.get(0).close();
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);

            connection.rollback();

            assertThat(ask(connection, "select 2")).isEqualTo("2");
            assertThat(connection.getAutoCommit()).isFalse();
            connection.rollback();
        }
        assertThat(lent).hasSize(2);
    }

    @Test
    void aConnectionThatWasNeverUsedBorrowsNothing() throws SQLException {
        routing.getConnection().close();
        assertThat(choices).isEmpty();
    }

    @Test
    void aClosedConnectionSaysSo() throws SQLException {
        Connection connection = routing.getConnection();
        connection.close();
        assertThat(connection.isClosed()).isTrue();
        assertThat(connection.isValid(1)).isFalse();
        assertThatThrownBy(connection::createStatement)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> connection.setReadOnly(true)).isInstanceOf(SQLException.class);
    }

    @Test
    void committingInAutoCommitModeIsRefusedAsAnyConnectionWould() throws SQLException {
        try (Connection connection = routing.getConnection()) {
            assertThatThrownBy(connection::commit)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("autocommit");
        }
    }
}
