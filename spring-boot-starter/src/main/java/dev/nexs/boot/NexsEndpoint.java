package dev.nexs.boot;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.cluster.ClusterEvent;
import dev.nexs.orm.cluster.ClusterStatistics;
import dev.nexs.orm.cluster.NodeSnapshot;
import dev.nexs.orm.doctor.Diagnosis;
import dev.nexs.orm.doctor.Doctor;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * {@code /actuator/nexs}: nodes with their pools, events and figures. {@code POST /actuator/nexs/{node}} with {@code
 * {"action": "drain"}} or {@code resume} steers one.
 */
@Endpoint(id = "nexs")
final class NexsEndpoint {

    private final NexsDataSource cluster;

    NexsEndpoint(NexsDataSource cluster) {
        this.cluster = cluster;
    }

    @ReadOperation
    public Report report() {
        return new Report(
                cluster.health().health().name(),
                cluster.health().reasons(),
                cluster.cluster().nodes(),
                cluster.cluster().history().stream().map(Event::of).toList(),
                cluster.cluster().statistics());
    }

    /** Asks every server, so it takes a while; nothing is changed. */
    @ReadOperation
    public Diagnosis examine(@Selector String what) {
        if (!what.equals("doctor")) {
            throw new InvalidEndpointRequestException("There is /actuator/nexs and /actuator/nexs/doctor", "unknown");
        }
        return Doctor.of(cluster).examine();
    }

    @WriteOperation
    public NodeSnapshot steer(@Selector String node, String action) {
        try {
            switch (action.toLowerCase(Locale.ROOT)) {
                case "drain" -> cluster.cluster().drain(node);
                case "resume" -> cluster.cluster().resume(node);
                default -> throw new IllegalArgumentException("action is drain or resume, not '" + action + "'");
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidEndpointRequestException(String.valueOf(e.getMessage()), "not allowed", e);
        }
        return cluster.cluster().nodes().stream()
                .filter(snapshot -> snapshot.id().equals(node))
                .findFirst()
                .orElseThrow(() -> new InvalidEndpointRequestException(node + " was removed meanwhile", "gone"));
    }

    /** What a reader sees. */
    record Report(
            String health,
            List<String> reasons,
            List<NodeSnapshot> nodes,
            List<Event> events,
            ClusterStatistics statistics) {}

    /** An event with its kind, which JSON would lose. */
    record Event(String kind, ClusterEvent event) {

        static Event of(ClusterEvent event) {
            return new Event(event.getClass().getSimpleName(), event);
        }
    }
}
