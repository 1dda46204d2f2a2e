package dev.nexs.orm.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.ReadPreference;
import dev.nexs.testing.Cluster;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OlderVersionsIT {

    @ParameterizedTest
    @ValueSource(ints = {16, 17})
    void rolesTimelinesAndIdentityAreDiscovered(int version) throws Exception {
        try (Cluster servers = Cluster.start(
                        builder -> builder.version(String.valueOf(version)).replicas(1));
                WatchedCluster watched = WatchedCluster.of(
                        servers.jdbcUrl(),
                        servers.primary(),
                        Map.of(
                                "nexs.username",
                                servers.primary().superuser().name(),
                                "nexs.password",
                                servers.primary().superuser().password()),
                        builder -> {})) {
            watched.awaitActive(2);
            NodeSnapshot primary = watched.node(servers.primary());
            NodeSnapshot replica = watched.node(servers.replica(0));
            assertThat(primary.role()).isEqualTo(NodeRole.PRIMARY);
            assertThat(replica.role()).isEqualTo(NodeRole.REPLICA);
            assertThat(primary.serverVersion() / 10_000).isEqualTo(version);
            assertThat(primary.position().timeline()).isEqualTo(1);
            assertThat(replica.position().timeline()).isEqualTo(1);
            assertThat(replica.position().systemIdentifier())
                    .isNotNull()
                    .isEqualTo(primary.position().systemIdentifier());
            assertThat(watched.readPort(ReadPreference.PRIMARY))
                    .isEqualTo(servers.primary().port());
            assertThat(watched.readPort(ReadPreference.SECONDARY))
                    .isEqualTo(servers.replica(0).port());
        }
    }
}
