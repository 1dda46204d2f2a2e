package dev.nexs.orm.pool.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.orm.internal.ConfigurationReader;
import dev.nexs.orm.internal.NexsConfiguration;
import dev.nexs.orm.jdbc.SessionReset;
import dev.nexs.orm.observe.internal.Observers;
import dev.nexs.orm.pool.Borrowing;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.pool.ResetOnReturn;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of connections that HikariCP was given and, shutting down, forgot. */
@PostgresServer
class PacedConnectorIT {

    private final PacedConnector connector;

    PacedConnectorIT(Node node) {
        NexsConfiguration configuration = ConfigurationReader.read(
                Map.of("nexs.url", node.jdbcUrl(), "nexs.username", node.username(), "nexs.password", node.password()));
        NodeAddress address = configuration.nodes().get(0);
        connector = new PacedConnector(
                address,
                new ConnectionOpener(
                        configuration.credentials(),
                        configuration.driver(),
                        configuration.tls(),
                        new SessionReset(ResetOnReturn.NONE, null, null, null),
                        new Observers()),
                new FirstConnection(address, 1),
                Borrowing.telling(failure -> {}),
                new ConnectionBudget(0),
                Duration.ofSeconds(30));
    }

    @Test
    void allThatAreStillOpenAreClosed() throws SQLException {
        Connection forgotten = connector.getConnection();
        Connection closed = connector.getConnection();
        closed.close();

        connector.close();
        connector.sweep();

        assertThat(forgotten.isClosed()).isTrue();
        assertThat(closed.isClosed()).isTrue();
    }

    @Test
    void oneThatIsOpenedTooLateIsNotGivenOut() {
        connector.sweep();

        assertThatThrownBy(connector::getConnection).hasMessageContaining("its pool is closed");
    }
}
