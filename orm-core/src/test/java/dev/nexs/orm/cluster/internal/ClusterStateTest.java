package dev.nexs.orm.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.cluster.ClusterEvent;
import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.cluster.ClusterSettingsBuilder;
import dev.nexs.orm.cluster.ClusterStatistics;
import dev.nexs.orm.cluster.NodeOptions;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.pool.NodeAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ClusterStateTest {

    private static final long SECOND = 1_000_000_000L;

    private long now = SECOND;
    private ClusterState state;

    private void start(Consumer<ClusterSettingsBuilder> settings, String... nodes) {
        state = ClusterState.of(ClusterSettings.of(settings), moment());
        for (String node : nodes) {
            learn(new Fact.Joined(new NodeAddress(node, 1), NodeOptions.DEFAULT, false));
        }
    }

    private Moment moment() {
        return new Moment(now, Instant.ofEpochSecond(0, now));
    }

    private List<Effect> learn(Fact fact) {
        ClusterState.Step step = state.after(fact, moment());
        state = step.state();
        return step.effects();
    }

    private List<Effect> says(String node, boolean primary, int timeline, String system, long started) {
        return learn(new Fact.Answered(
                node + ":1",
                new ProbeResult(!primary, timeline, system, 500, 500, Duration.ZERO, 100, 180000, started, 0, false),
                now));
    }

    private List<Effect> silent(String node) {
        return learn(new Fact.Missed(node + ":1", new Fact.Failure("gone", false, false, true, false), now));
    }

    @Test
    void aTimelineThatWasAMistakeIsForgottenOnRequest() {
        start(s -> s.failureThreshold(1).recoveryThreshold(1), "a", "b");
        says("a", true, 1, "7", 1);
        says("b", false, 1, "7", 2);
        says("b", true, 2, "7", 2);
        assertThat(state.view().primary()).isEqualTo("b:1");
        silent("b");
        says("b", false, 1, "7", 3);
        says("a", true, 1, "7", 1);
        assertThat(state.view().primary())
                .as("an old primary, as far as is known")
                .isNull();
        assertThat(state.named("a:1").role()).isEqualTo(NodeRole.FENCED);

        learn(new Fact.Forgotten());

        assertThat(state.view().primary()).isEqualTo("a:1");
        assertThat(state.view().replicas()).containsExactly("b:1");
        assertThat(state.identity().forgotten()).isEqualTo(2);
        says("b", true, 2, "7", 3);
        assertThat(state.view().primary()).as("a promotion that is meant").isEqualTo("b:1");
    }

    @Test
    void aSystemIdentifierThatChangedIsForgottenOnRequest() {
        start(s -> s.failureThreshold(1), "a", "b");
        says("a", true, 3, "7", 1);
        says("b", false, 3, "7", 2);
        silent("a");
        silent("b");
        says("a", true, 1, "8", 3);
        says("a", true, 1, "8", 3);
        says("b", false, 1, "8", 4);
        says("b", false, 1, "8", 4);
        assertThat(state.view().primary()).isNull();
        assertThat(state.named("a:1").standing().foreign()).contains("belongs to another cluster");

        learn(new Fact.Forgotten());

        assertThat(state.view().primary()).isEqualTo("a:1");
        assertThat(state.view().replicas()).containsExactly("b:1");
        assertThat(state.identity().systemIdentifier()).isEqualTo("8");
    }

    @Test
    void whatAServerHasSaidOfItsTimelineItDoesNotTakeBackUnlessItIsStartedAnew() {
        start(s -> {}, "a", "b");
        says("a", true, 2, "7", 1);
        says("b", false, 2, "7", 2);
        says("b", false, 1, "7", 2);
        assertThat(state.named("b:1").said().timeline()).isEqualTo(2);
        says("b", false, 1, "7", 9);
        assertThat(state.named("b:1").said().timeline()).isEqualTo(1);
    }

    @Test
    void detectionRecoveryAndUptimeAreCounted() {
        start(s -> s.failureThreshold(2).recoveryThreshold(1), "a", "b");
        says("a", true, 1, "7", 1);
        says("b", false, 1, "7", 2);
        now = 10 * SECOND;
        silent("a");
        now = 11 * SECOND;
        silent("a");
        assertThat(state.office().primary()).isNull();
        now = 15 * SECOND;
        says("b", true, 2, "7", 2);
        now = 21 * SECOND;
        says("a", false, 2, "7", 3);
        now = 31 * SECOND;

        ClusterStatistics figures = state.statistics(Instant.EPOCH, now);

        assertThat(figures.failovers()).isEqualTo(1);
        assertThat(figures.outages()).isEqualTo(1);
        assertThat(figures.lastDetection()).isEqualTo(Duration.ofSeconds(1));
        assertThat(figures.lastRecovery()).isBetween(Duration.ofMillis(3_999), Duration.ofMillis(4_001));
        assertThat(figures.longestRecovery()).isEqualTo(figures.lastRecovery());
        ClusterStatistics.NodeStatistics a = figures.nodes().get("a:1");
        assertThat(a.probes()).isEqualTo(4);
        assertThat(a.failedProbes()).isEqualTo(2);
        assertThat(a.failures()).isEqualTo(1);
        assertThat(a.observed()).isEqualTo(Duration.ofSeconds(30));
        assertThat(a.uptime()).isEqualTo(Duration.ofSeconds(20));
        assertThat(a.availability()).isBetween(0.66, 0.67);
        assertThat(figures.nodes().get("b:1").availability()).isEqualTo(1);
    }

    @Test
    void readsPreferTheFirstTagThatAFitNodeHas() {
        start(s -> s.readTags(List.of("analytics", "spare")), "a", "b", "c", "d");
        says("a", true, 1, "7", 1);
        says("b", false, 1, "7", 2);
        says("c", false, 1, "7", 3);
        says("d", false, 1, "7", 4);
        assertThat(state.view().replicas()).containsExactly("b:1", "c:1", "d:1");
        learn(new Fact.Changed("c:1", NodeOptions.DEFAULT.withTags(Set.of("spare"))));
        assertThat(state.view().replicas()).containsExactly("c:1");
        List<Effect> effects = learn(new Fact.Changed("d:1", NodeOptions.DEFAULT.withTags(Set.of("analytics"))));
        assertThat(state.view().replicas()).containsExactly("d:1");
        assertThat(state.view().nearest()).containsExactly("d:1");
        assertThat(effects).contains(new Effect.Wake());
        learn(new Fact.Drained("d:1", true));
        assertThat(state.view().replicas()).containsExactly("c:1");
        assertThat(state.view().primary()).isEqualTo("a:1");
    }

    @Test
    void aClosedClusterHasNoEffectAndTellsNothing() {
        start(s -> {}, "a", "b");
        says("a", true, 1, "7", 1);
        says("b", false, 1, "7", 2);
        assertThat(learn(new Fact.Closed()))
                .contains(new Effect.Retire("a:1", true), new Effect.Retire("b:1", true), new Effect.Wake());
        assertThat(learn(new Fact.Drained("b:1", true))).isEmpty();
        assertThat(says("b", true, 2, "7", 2)).isEmpty();
        assertThat(learn(new Fact.LeaderNamed("b:1"))).isEmpty();
        assertThat(learn(new Fact.Closed())).isEmpty();
        assertThat(state.view().nearest()).isEmpty();
    }

    @Test
    void aDemotedPrimarysPoolEndsAndItsNextOneBegins() {
        start(s -> {}, "a", "b");
        says("a", true, 1, "7", 1);
        says("b", false, 1, "7", 2);
        List<Effect> effects = says("a", false, 2, "7", 3);
        assertThat(effects)
                .containsSequence(new Effect.Retire("a:1", false), new Effect.Open("a:1"))
                .anyMatch(effect ->
                        effect instanceof Effect.Tell tell && tell.event() instanceof ClusterEvent.PrimaryLost);
    }
}
