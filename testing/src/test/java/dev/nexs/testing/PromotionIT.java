package dev.nexs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Right after a kill a promotion must not wait for the receiver of the write-ahead log to try again. */
class PromotionIT {

    private static final Logger LOG = LoggerFactory.getLogger(PromotionIT.class);

    /** Raise it with {@code -Dnexs.test.promotion-rounds=20} to measure. */
    private static final int ROUNDS = Integer.getInteger("nexs.test.promotion-rounds", 2);

    @Test
    void aPromotionRightAfterAKillIsQuickEveryTime() {
        List<Long> starts = new ArrayList<>();
        List<Long> promotions = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            long begin = System.nanoTime();
            try (Cluster cluster = Cluster.start()) {
                starts.add(millisSince(begin));
                cluster.primary().kill();
                long killed = System.nanoTime();
                cluster.replica(round % 2).promote();
                cluster.primary().execute("create table item(id int)");
                promotions.add(millisSince(killed));
            }
        }
        LOG.info("start of 3 nodes, ms: {}", starts.stream().sorted().toList());
        LOG.info(
                "kill to first write on the promoted node, ms: {}",
                promotions.stream().sorted().toList());
        assertThat(promotions).allMatch(millis -> millis < 2_000);
    }

    @Test
    void theRemainingReplicaFollowsThePromotedOne() {
        try (Cluster cluster = Cluster.start()) {
            cluster.primary().kill();
            cluster.replica(1).promote();
            cluster.primary().execute("create table item(id int)");
            cluster.awaitReplication(Duration.ofSeconds(10));
            assertThat(cluster.replicas()).hasSize(1);
            assertThat(Replication.value(cluster.replica(0), "select count(*) from item"))
                    .isEqualTo("0");
        }
    }

    private static long millisSince(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin).toMillis();
    }
}
