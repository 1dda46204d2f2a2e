package dev.nexs.orm.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.cluster.internal.PrimaryRule.Leader;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrimaryRuleTest {

    private static Verdict judge(int highestSeen, Claim... claims) {
        return PrimaryRule.judge(List.of(claims), highestSeen, Leader.NOT_ASKED);
    }

    @Test
    void nobodyIsPrimaryWhenNobodyClaimsIt() {
        assertThat(judge(3)).isEqualTo(Verdict.NONE);
    }

    @Test
    void theHighestTimelineWinsAndTheOtherIsFenced() {
        Verdict verdict = judge(2, new Claim("a", 1), new Claim("b", 2));
        assertThat(verdict.primary()).isEqualTo("b");
        assertThat(verdict.fenced()).containsOnlyKeys("a");
        assertThat(verdict.splitBrain()).isFalse();
    }

    @Test
    void equalTimelinesAreASplitBrain() {
        Verdict verdict = judge(2, new Claim("a", 2), new Claim("b", 2), new Claim("c", 1));
        assertThat(verdict.primary()).isNull();
        assertThat(verdict.rivals()).extracting(Claim::id).containsExactly("a", "b");
        assertThat(verdict.fenced()).containsOnlyKeys("a", "b", "c");
    }

    @Test
    void aTimelineBelowOneThatWasSeenIsAnOldPrimary() {
        Verdict verdict = judge(2, new Claim("a", 1));
        assertThat(verdict.primary()).isNull();
        assertThat(verdict.fenced().get("a")).contains("timeline 2 exists");
    }

    @Test
    void patroniDecidesAgainstTheTimeline() {
        Verdict verdict = PrimaryRule.judge(List.of(new Claim("a", 1), new Claim("b", 2)), 2, new Leader(true, "a"));
        assertThat(verdict.primary()).isEqualTo("a");
        assertThat(verdict.fenced()).containsOnlyKeys("b");
    }

    @Test
    void aLeaderThatDoesNotSayItIsPrimaryIsNotWrittenTo() {
        Verdict verdict = PrimaryRule.judge(List.of(new Claim("a", 1)), 1, new Leader(true, "b"));
        assertThat(verdict.primary()).isNull();
        assertThat(verdict.fenced().get("a")).contains("Patroni's leader is b");
    }
}
