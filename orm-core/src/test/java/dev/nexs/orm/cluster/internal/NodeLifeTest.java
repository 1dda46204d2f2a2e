package dev.nexs.orm.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.cluster.NodeState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NodeLifeTest {

    private final NodeLife life = new NodeLife(3, 2);

    @Test
    void aNodeIsActiveFromItsFirstAnswer() {
        assertThat(life.state()).isEqualTo(NodeState.UNKNOWN);
        life.answered();
        assertThat(life.state()).isEqualTo(NodeState.ACTIVE);
    }

    @Test
    void oneMissedProbeMakesItSuspectAndOneAnswerClearsIt() {
        life.answered();
        life.missed(1);
        assertThat(life.state()).isEqualTo(NodeState.SUSPECT);
        life.answered();
        life.missed(2);
        life.missed(3);
        assertThat(life.state()).isEqualTo(NodeState.SUSPECT);
    }

    @Test
    void theThresholdOfMissedProbesFailsItAndTellsSinceWhen() {
        life.answered();
        life.missed(100);
        life.missed(200);
        life.missed(300);
        assertThat(life.state()).isEqualTo(NodeState.FAILED);
        assertThat(life.failingFor(1_100)).isEqualTo(Duration.ofNanos(1_000));
    }

    @Test
    void itIsUsedAgainOnlyAfterTheRecoveryThreshold() {
        fail();
        life.answered();
        assertThat(life.state()).isEqualTo(NodeState.RECOVERING);
        assertThat(life.usable()).isFalse();
        life.answered();
        assertThat(life.state()).isEqualTo(NodeState.ACTIVE);
    }

    @Test
    void oneMissedProbeWhileRecoveringFailsItAgain() {
        fail();
        life.answered();
        life.missed(9);
        assertThat(life.state()).isEqualTo(NodeState.FAILED);
        life.answered();
        assertThat(life.state()).isEqualTo(NodeState.RECOVERING);
    }

    @Test
    void aServerThatRefusesTheMonitorNeverFailsForThat() {
        life.answered();
        for (int i = 0; i < 10; i++) {
            life.refused(i);
        }
        assertThat(life.state()).isEqualTo(NodeState.SUSPECT);
    }

    @Test
    void aServerThatRefusedFromTheStartFails() {
        for (int i = 0; i < 3; i++) {
            life.refused(i);
        }
        assertThat(life.state()).isEqualTo(NodeState.FAILED);
    }

    @Test
    void aDrainedNodeKeepsItsProbedStateForLater() {
        life.answered();
        life.drain(true);
        assertThat(life.state()).isEqualTo(NodeState.DRAINING);
        life.missed(1);
        life.drain(false);
        assertThat(life.state()).isEqualTo(NodeState.SUSPECT);
    }

    private void fail() {
        life.answered();
        for (int i = 0; i < 3; i++) {
            life.missed(i);
        }
    }
}
