package dev.nexs.orm.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.cluster.ClusterEvent;
import dev.nexs.orm.cluster.NodeRole;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class EventWordsTest {

    private static final Instant NOW = Instant.EPOCH;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static final List<ClusterEvent> ALL = List.of(
            new ClusterEvent.PrimaryElected(NOW, "db1:5432", 1, null, Duration.ZERO),
            new ClusterEvent.PrimaryLost(NOW, "db1:5432", "closed"),
            new ClusterEvent.NodeSuspected(NOW, "db1:5432", "closed"),
            new ClusterEvent.NodeFailed(NOW, "db1:5432", "closed", SECOND),
            new ClusterEvent.NodeRecovered(NOW, "db1:5432", NodeRole.REPLICA, SECOND),
            new ClusterEvent.SplitBrainSuspected(NOW, List.of("db1:5432", "db2:5432"), 2),
            new ClusterEvent.NodeFenced(NOW, "db1:5432", "timeline 2 was seen"),
            new ClusterEvent.NodeRefused(NOW, "db1:5432", "another cluster"),
            new ClusterEvent.WriteRefused(NOW, "db1:5432", "25006"),
            new ClusterEvent.ConnectionsReplaced(NOW, "db1:5432", "silent"),
            new ClusterEvent.ReplicaLagging(NOW, "db1:5432", SECOND),
            new ClusterEvent.ReplicaCaughtUp(NOW, "db1:5432", SECOND),
            new ClusterEvent.NodeDrained(NOW, "db1:5432"),
            new ClusterEvent.NodeResumed(NOW, "db1:5432"),
            new ClusterEvent.NodeAdded(NOW, "db1:5432"),
            new ClusterEvent.NodeRemoved(NOW, "db1:5432"));

    @Test
    void everyKindOfEventIsASentenceThatNamesItsNode() {
        assertThat(ALL.stream().map(Object::getClass).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(Arrays.asList(ClusterEvent.class.getPermittedSubclasses()));
        assertThat(ALL.stream().map(EventWords::of).toList())
                .allSatisfy(words -> assertThat(words).contains("db1:5432").doesNotContain("["));
    }

    @Test
    void aChangeOfThePrimarySaysWhoItWasAndForHowLongThereWasNone() {
        assertThat(EventWords.of(ALL.get(0))).isEqualTo("db1:5432 is the primary, on timeline 1");
        assertThat(EventWords.of(new ClusterEvent.PrimaryElected(NOW, "db2:5432", 2, "db1:5432", SECOND)))
                .isEqualTo("db2:5432 is the primary, on timeline 2, after db1:5432; there was none for 1000 ms");
    }

    @Test
    void whatCostsWritesOrANodeIsAWarning() {
        assertThat(ALL.stream()
                        .filter(event -> EventWords.level(event) == Level.WARN)
                        .map(event -> event.getClass().getSimpleName())
                        .toList())
                .containsExactly(
                        "PrimaryLost",
                        "NodeFailed",
                        "SplitBrainSuspected",
                        "NodeFenced",
                        "NodeRefused",
                        "ReplicaLagging");
    }
}
