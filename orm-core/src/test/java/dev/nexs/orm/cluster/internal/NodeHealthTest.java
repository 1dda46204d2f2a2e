package dev.nexs.orm.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.cluster.NodeState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NodeHealthTest {

    private NodeHealth life = NodeHealth.UNKNOWN;

    @Test
    void aNodeIsActiveFromItsFirstAnswer() {
        assertThat(life.shown()).isEqualTo(NodeState.UNKNOWN);
        life = life.answered(2);
        assertThat(life.shown()).isEqualTo(NodeState.ACTIVE);
    }

    @Test
    void oneMissedProbeMakesItSuspectAndOneAnswerClearsIt() {
        life = life.answered(2);
        life = life.missed(3, 1);
        assertThat(life.shown()).isEqualTo(NodeState.SUSPECT);
        life = life.answered(2);
        life = life.missed(3, 2);
        life = life.missed(3, 3);
        assertThat(life.shown()).isEqualTo(NodeState.SUSPECT);
    }

    @Test
    void theThresholdOfMissedProbesFailsItAndTellsSinceWhen() {
        life = life.answered(2);
        life = life.missed(3, 100);
        life = life.missed(3, 200);
        life = life.missed(3, 300);
        assertThat(life.shown()).isEqualTo(NodeState.FAILED);
        assertThat(life.failingFor(1_100)).isEqualTo(Duration.ofNanos(1_000));
    }

    @Test
    void itIsUsedAgainOnlyAfterTheRecoveryThreshold() {
        fail();
        life = life.answered(2);
        assertThat(life.shown()).isEqualTo(NodeState.RECOVERING);
        assertThat(life.usable()).isFalse();
        life = life.answered(2);
        assertThat(life.shown()).isEqualTo(NodeState.ACTIVE);
    }

    @Test
    void oneMissedProbeWhileRecoveringFailsItAgain() {
        fail();
        life = life.answered(2);
        life = life.missed(3, 9);
        assertThat(life.shown()).isEqualTo(NodeState.FAILED);
        life = life.answered(2);
        assertThat(life.shown()).isEqualTo(NodeState.RECOVERING);
    }

    @Test
    void aServerThatRefusesTheMonitorNeverFailsForThat() {
        life = life.answered(2);
        for (int i = 0; i < 10; i++) {
            life = life.refused(3, i);
        }
        assertThat(life.shown()).isEqualTo(NodeState.SUSPECT);
    }

    @Test
    void aServerThatRefusedFromTheStartFails() {
        for (int i = 0; i < 3; i++) {
            life = life.refused(3, i);
        }
        assertThat(life.shown()).isEqualTo(NodeState.FAILED);
    }

    @Test
    void aDrainedNodeKeepsItsProbedStateForLater() {
        life = life.answered(2);
        life = life.drained(true);
        assertThat(life.shown()).isEqualTo(NodeState.DRAINING);
        life = life.missed(3, 1);
        life = life.drained(false);
        assertThat(life.shown()).isEqualTo(NodeState.SUSPECT);
    }

    private void fail() {
        life = life.answered(2);
        for (int i = 0; i < 3; i++) {
            life = life.missed(3, i);
        }
    }
}
