package dev.nexs.orm.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.pool.NodeConnections;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProbeTest {

    private static final NodeAddress NODE = new NodeAddress("db1", 5432);

    private final CountDownLatch aborted = new CountDownLatch(1);

    /** Every piece of the answer comes within the network timeout, and the last one never. */
    @Test
    void anAnswerThatTricklesInIsBoundedAsAWhole() throws SQLException {
        NodeConnections connections = proxy(NodeConnections.class, (self, method, arguments) -> trickling());
        Probe probe = Probe.open(connections, NODE, Duration.ofMillis(50));

        assertThatThrownBy(() -> probe.ask(NODE))
                .isInstanceOf(SQLException.class)
                .hasMessage("no whole answer to the probe within 100 ms")
                .hasCauseInstanceOf(SocketTimeoutException.class)
                .satisfies(late -> assertThat(Failures.connectionEnded(late)).isFalse());
    }

    private Connection trickling() {
        return proxy(Connection.class, (self, method, arguments) -> switch (method.getName()) {
            case "prepareStatement" -> proxy(PreparedStatement.class, (statement, call, values) -> untilAborted());
            case "isWrapperFor" -> false;
            case "abort" -> {
                aborted.countDown();
                yield null;
            }
            default -> null;
        });
    }

    private Object untilAborted() throws SQLException, InterruptedException {
        assertThat(aborted.await(10, TimeUnit.SECONDS)).as("aborted").isTrue();
        throw new SQLException("Socket closed", "08006");
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(ProbeTest.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
