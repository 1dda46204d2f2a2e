package dev.nexs.testing.internal.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.testing.PostgresServerException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CommandTest {

    @Test
    @Timeout(20)
    void aCommandThatHangsIsKilledWithItsChildrenAndQuoted() {
        ProcessHandle self = ProcessHandle.current();
        assertThatThrownBy(() ->
                        Command.run(List.of("sh", "-c", "echo so far; sleep 600 & wait"), "", Duration.ofMillis(300)))
                .isInstanceOf(PostgresServerException.class)
                .hasMessageContainingAll("sleep 600", "did not end within 300 ms and was killed", "so far");
        // The kernel ends a killed process in its own time.
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(self.descendants()
                                .filter(ProcessHandle::isAlive)
                                .filter(process ->
                                        process.info().commandLine().orElse("").contains("sleep 600")))
                        .isEmpty());
    }

    @Test
    @Timeout(20)
    void aChildThatHoldsTheOutputOpenIsNotWaitedFor() {
        Command command = Command.run(List.of("sh", "-c", "sleep 60 & echo done"));
        assertThat(command).isEqualTo(new Command(0, "done\n"));
    }

    @Test
    void anInterruptIsKeptAndCutsNothingShort() {
        Thread.currentThread().interrupt();
        Command command = Command.run(List.of("sh", "-c", "sleep 0.2; cat"), "read");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(command).isEqualTo(new Command(0, "read"));
    }

    @Test
    void aMissingProgramIsAnAnswer() {
        assertThat(Command.run(List.of("nexs-no-such-program")).isMissing()).isTrue();
    }
}
