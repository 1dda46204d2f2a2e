package dev.nexs.orm.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.cluster.ClusterSettings.BreakerSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static Breaker breaker(int failures) {
        return new Breaker(new BreakerSettings(failures, Duration.ofMinutes(1), 1));
    }

    @Test
    void opensAfterFailuresInARowOnly() {
        Breaker breaker = breaker(3);
        breaker.failed();
        breaker.failed();
        breaker.succeeded();
        breaker.failed();
        breaker.failed();
        assertThat(breaker.admits()).isTrue();
        breaker.failed();
        assertThat(breaker.admits()).isFalse();
        assertThat(breaker.state()).isEqualTo("open");
        breaker.reset();
        assertThat(breaker.admits()).isTrue();
    }

    /**
     * A success counts a note down; a failure that writes the note in between would lose it, and the open breaker would let
     * everybody in. The moment is too short to be met by chance, so the breaker is held where that success holds it.
     */
    @Test
    void aFailureWaitsForASuccessThatIsBeingCounted() throws InterruptedException {
        Breaker breaker = breaker(1);
        Thread failing = new Thread(breaker::failed, "failing");
        synchronized (breaker) {
            failing.start();
            await().pollInterval(Duration.ofMillis(1)).until(() -> failing.getState() == Thread.State.BLOCKED);
            assertThat(breaker.isOpen()).isFalse();
        }
        failing.join();
        assertThat(breaker.admits()).isFalse();
    }
}
