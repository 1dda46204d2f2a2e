package dev.nexs.orm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterSettingsTest {

    @Test
    void everyWrongValueIsReportedAtOnce() {
        assertThatThrownBy(() -> ClusterSettings.of(builder -> builder.probeInterval(Duration.ZERO)
                        .failureThreshold(0)
                        .failoverTimeout(Duration.ofSeconds(-1))
                        .patroni(List.of(URI.create("ftp://user:secret@db1:8008")))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("probe interval = PT0S")
                .hasMessageContaining("failure threshold = 0")
                .hasMessageContaining("failover timeout = PT-1S")
                .hasMessageContaining("patroni endpoint = ftp://db1:8008")
                .hasMessageNotContaining("secret");
    }

    @Test
    void theProbeTimeoutFollowsTheIntervalButIsNeverBelowHalfASecond() {
        assertThat(ClusterSettings.of(builder -> builder.probeInterval(Duration.ofSeconds(3)))
                        .probeTimeout())
                .isEqualTo(Duration.ofSeconds(3));
        assertThat(ClusterSettings.of(builder -> builder.probeInterval(Duration.ofMillis(100)))
                        .probeTimeout())
                .isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void aWeightOfZeroIsRefusedWithTheAlternative() {
        assertThatThrownBy(() -> new NodeOptions(0, null)).hasMessageContaining("drain(id)");
    }

    @Test
    void positionsCompareWithinOneTimelineOnly() {
        WalPosition position = new WalPosition("1", 2, 0x1_0000_0000L);
        assertThat(position.lsnText()).isEqualTo("1/0");
        assertThat(position.covers(new WalPosition("1", 2, 5))).isTrue();
        assertThat(position.covers(new WalPosition(null, 2, 5))).isTrue();
        assertThat(position.covers(new WalPosition("1", 1, 5))).isFalse();
        assertThat(position.covers(new WalPosition("2", 2, 5))).isFalse();
        assertThat(position.covers(new WalPosition("1", 2, 0x1_0000_0001L))).isFalse();
    }
}
