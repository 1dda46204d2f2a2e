package dev.nexs.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

@PostgresServer
class PostgresServerIT {

    private final Node node;

    PostgresServerIT(Node node) {
        this.node = node;
    }

    @Test
    void theOwnerCreatesTablesInItsDatabase(Node sameNode) throws SQLException {
        sameNode.execute("create table item(id bigint primary key)", "insert into item values (1)");
        assertThat(query(node.superuser(), "select count(*) from item")).isEqualTo("1");
        assertThat(query(node.appRole(), "select count(*) from item")).isEqualTo("1");
    }

    @Test
    void theOwnerAndTheApplicationAreNoSuperusers() throws SQLException {
        assertThat(query(node.appRole(), "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"))
                .isEqualTo("f");
        assertThat(query(node.appRole(), "select rolsuper from pg_roles where rolname = '" + node.username() + "'"))
                .isEqualTo("f");
    }

    @Test
    void aWrongPasswordIsRefused() {
        assertThatThrownBy(() -> node.connectAs(new Role(node.username(), "wrong")))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password authentication failed");
    }

    private String query(Role role, String sql) throws SQLException {
        try (Connection connection = node.connectAs(role);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
