package dev.nexs.orm.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WalHistoryTest {

    private static final long SECOND = 1_000_000_000L;

    private WalHistory history = WalHistory.EMPTY;

    private static ProbeResult replica(long replayed, long received, @Nullable Duration age) {
        return new ProbeResult(true, 1, "1", replayed, received, age, 100, 180000, 0, 0, false);
    }

    @Test
    void aReplicaThatHasWhatThePrimaryHadIsNotBehindHoweverOldItsLastTransaction() {
        history = history.with(1, 500, 0);
        assertThat(history.lag(replica(500, 500, Duration.ofHours(1)), 3_600 * SECOND))
                .isZero();
    }

    @Test
    void lagIsHowLongAgoThePrimaryPassedTheReplicasPosition() {
        history = history.with(1, 100, 0);
        history = history.with(1, 200, 10 * SECOND);
        history = history.with(1, 300, 20 * SECOND);
        assertThat(history.lag(replica(150, 300, Duration.ofSeconds(1)), 30 * SECOND))
                .isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void aReplicaBehindAllThatIsRememberedIsAsOldAsItSays() {
        history = history.with(1, 100, 0);
        assertThat(history.lag(replica(50, 60, Duration.ofMinutes(5)), 2 * SECOND))
                .isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void withoutAPrimaryAReplicaThatReplayedAllIsNotBehind() {
        assertThat(history.lag(replica(50, 50, Duration.ofMinutes(5)), SECOND)).isZero();
        assertThat(history.lag(replica(50, 60, Duration.ofMinutes(5)), SECOND)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void aNewTimelineStartsANewHistory() {
        history = history.with(1, 900, 0);
        history = history.with(2, 400, SECOND);
        assertThat(history.lag(replica(400, 400, null), 2 * SECOND)).isZero();
    }
}
