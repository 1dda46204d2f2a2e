package dev.nexs.orm.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.pool.NodeAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class WrongUseTest {

    private static final NodeAddress FIRST = new NodeAddress("a", 1);

    /** Else every later look at the cluster would fail. */
    @Test
    void aNodeWithoutOptionsAndNobodyAsAListenerAreRefusedAtOnce() {
        ScriptedServers servers = new ScriptedServers();
        servers.scripts.put(FIRST, new ScriptedServers.Script(true, true, 1));
        try (NodeCluster cluster = NodeCluster.start(ClusterSettings.of(settings -> {}), List.of(FIRST), servers)) {
            assertThatNullPointerException()
                    .isThrownBy(() -> cluster.add(new NodeAddress("b", 2), null))
                    .withMessageContaining("NodeOptions.DEFAULT");
            assertThatNullPointerException().isThrownBy(() -> cluster.onEvent(null));

            assertThat(cluster.nodes()).hasSize(1);
        }
    }
}
