package dev.nexs.orm.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.TransactionRunner;
import dev.nexs.orm.Transactions;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@PostgresServer
class ExhaustedPoolIT {

    @Test
    void aUnitWaitsOnceForAPoolOfItsOwnProcessAndIsNotTriedAgain(Node node) throws Exception {
        AtomicInteger retries = new AtomicInteger();
        try (NexsDataSource source = NexsDataSource.builder()
                        .url(node.jdbcUrl())
                        .username(node.username())
                        .password(node.password())
                        .pool(p -> p.maximumSize(1).minimumIdle(0).connectionTimeout(Duration.ofMillis(500)))
                        .build();
                Connection held = source.getConnection()) {
            TransactionRunner<Connection> tx = Transactions.of(
                    source, o -> o.deadline(Duration.ofSeconds(20)).onRetry(event -> retries.incrementAndGet()));
            long started = System.nanoTime();
            assertThatThrownBy(() -> tx.run(connection -> {})).hasStackTraceContaining("all are in use");
            assertThatThrownBy(() -> tx.read(connection -> 1)).hasStackTraceContaining("all are in use");
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofMillis(2_000));
            assertThat(retries).hasValue(0);
            assertThat(held.isValid(1)).isTrue();
        }
    }
}
