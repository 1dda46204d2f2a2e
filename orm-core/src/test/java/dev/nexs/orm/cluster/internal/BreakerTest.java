package dev.nexs.orm.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.cluster.ClusterSettings.BreakerSettings;
import dev.nexs.orm.cluster.internal.Breaker.Permit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private long now;

    private Breaker breaker(int failures, int successes) {
        return new Breaker(new BreakerSettings(failures, Duration.ofNanos(100), successes), () -> now);
    }

    private static void fail(Breaker breaker) {
        try (Permit permit = breaker.permit()) {
            permit.failure();
        }
    }

    private static void succeed(Breaker breaker) {
        try (Permit permit = breaker.permit()) {
            permit.success();
        }
    }

    @Test
    void opensAfterFailuresInARowOnly() {
        Breaker breaker = breaker(3, 1);
        fail(breaker);
        fail(breaker);
        succeed(breaker);
        fail(breaker);
        fail(breaker);
        assertThat(breaker.admits()).isTrue();
        fail(breaker);
        assertThat(breaker.admits()).isFalse();
        assertThat(breaker.permit()).isNull();
        assertThat(breaker.state()).isEqualTo("open");
    }

    @Test
    void halfOpenLetsAsManyInAtOnceAsAreNeededAndClosesAfterTheirSuccess() {
        Breaker breaker = breaker(1, 2);
        fail(breaker);
        now = 100;
        Permit one = breaker.permit();
        Permit two = breaker.permit();
        assertThat(breaker.permit()).isNull();
        assertThat(breaker.state()).isEqualTo("half-open");
        one.success();
        one.close();
        assertThat(breaker.permit()).as("one success and one trial").isNull();
        two.success();
        two.close();
        assertThat(breaker.state()).isEqualTo("closed");
        assertThat(breaker.isCalm()).isTrue();
    }

    @Test
    void aTrialThatComesToNothingMakesRoomForTheNextHoweverOften() {
        Breaker breaker = breaker(1, 2);
        fail(breaker);
        now = 100;
        for (int i = 0; i < 1_000; i++) {
            try (Permit cancelled = breaker.permit();
                    Permit busy = breaker.permit()) {
                assertThat(cancelled).isNotNull();
                assertThat(busy).isNotNull();
                assertThat(breaker.admits()).isFalse();
            }
        }
        assertThat(breaker.admits()).isTrue();
        succeed(breaker);
        succeed(breaker);
        assertThat(breaker.state()).isEqualTo("closed");
    }

    @Test
    void aTrialThatFailsOpensItAgainAndOneOfAnEarlierTimeSaysNothing() {
        Breaker breaker = breaker(1, 2);
        fail(breaker);
        now = 100;
        Permit early = breaker.permit();
        fail(breaker);
        assertThat(breaker.permit()).isNull();
        now = 200;
        Permit one = breaker.permit();
        early.failure();
        early.close();
        assertThat(breaker.state()).isEqualTo("half-open");
        try (Permit two = breaker.permit()) {
            assertThat(two).isNotNull();
            assertThat(breaker.permit()).isNull();
            two.success();
        }
        one.success();
        one.close();
        assertThat(breaker.state()).isEqualTo("closed");
    }

    @Test
    void aBorrowerWhoWasInBeforeItOpenedSaysNothingAfterwards() {
        Breaker breaker = breaker(1, 1);
        Permit slow = breaker.permit();
        fail(breaker);
        slow.success();
        slow.close();
        assertThat(breaker.state()).isEqualTo("open");
    }
}
