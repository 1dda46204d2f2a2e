package dev.nexs.orm.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nexs.orm.routing.spi.Candidate;
import dev.nexs.orm.routing.spi.LoadBalancer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BalancersTest {

    private static final int DRAWS = 20_000;

    record Fake(String id, double weight, long latencyNanos, int busy) implements Candidate {
        @Override
        public String region() {
            return "eu";
        }

        @Override
        public Duration lag() {
            return Duration.ZERO;
        }
    }

    /** A balancer of a user's own. */
    public static final class LastOne implements LoadBalancer {
        @Override
        public Candidate choose(List<? extends Candidate> candidates) {
            return candidates.get(candidates.size() - 1);
        }
    }

    private static Map<String, Double> shares(LoadBalancer balancer, Fake... candidates) {
        Map<String, Double> shares = new HashMap<>();
        for (int i = 0; i < DRAWS; i++) {
            shares.merge(balancer.choose(List.of(candidates)).id(), 1.0 / DRAWS, Double::sum);
        }
        return shares;
    }

    @Test
    void roundRobinTakesThemInTurn() {
        LoadBalancer balancer = LoadBalancers.roundRobin();
        List<Fake> nodes = List.of(new Fake("a", 1, 1, 0), new Fake("b", 9, 1, 0), new Fake("c", 1, 1, 0));
        assertThat(List.of(1, 2, 3, 4))
                .extracting(turn -> balancer.choose(nodes).id())
                .containsExactly("a", "b", "c", "a");
    }

    @Test
    void randomTakesEachEquallyOften() {
        assertThat(shares(LoadBalancers.random(), new Fake("a", 1, 1, 0), new Fake("b", 9, 1, 0))
                        .get("a"))
                .isCloseTo(0.5, within(0.03));
    }

    @Test
    void weightedFollowsTheWeights() {
        assertThat(shares(LoadBalancers.weighted(), new Fake("a", 3, 1, 0), new Fake("b", 1, 1, 0))
                        .get("a"))
                .isCloseTo(0.75, within(0.03));
    }

    @Test
    void latencyAvoidsSlowNodesAndSpreadsOverThoseThatAreAboutAsFast() {
        Map<String, Double> shares = shares(
                LoadBalancers.latency(),
                new Fake("near", 1, 300_000, 0),
                new Fake("alsoNear", 3, 500_000, 0),
                new Fake("far", 100, 20_000_000, 0));
        assertThat(shares).doesNotContainKey("far");
        assertThat(shares.get("alsoNear")).isCloseTo(0.75, within(0.03));
    }

    @Test
    void leastConnectionsTakesTheLessBusyOfAnyTwo() {
        assertThat(shares(LoadBalancers.leastConnections(), new Fake("busy", 1, 1, 7), new Fake("idle", 1, 1, 0)))
                .containsOnlyKeys("idle");
    }

    @Test
    void eachIsFoundByItsNameAndSoIsAClass() {
        for (String name : List.of("round-robin", "random", "weighted", "latency", "least-connections")) {
            assertThat(LoadBalancers.named(name)).isNotNull();
        }
        assertThat(LoadBalancers.named(LastOne.class.getName())).isInstanceOf(LastOne.class);
    }

    @Test
    void anUnknownNameIsRefusedWithWhatIsAllowed() {
        assertThatThrownBy(() -> LoadBalancers.named("fastest"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'fastest'")
                .hasMessageContaining("round-robin")
                .hasMessageContaining("public constructor");
        assertThatThrownBy(() -> LoadBalancers.named("java.lang.String")).isInstanceOf(IllegalArgumentException.class);
    }
}
