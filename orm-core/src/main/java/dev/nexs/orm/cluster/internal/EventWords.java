package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.ClusterEvent;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.event.Level;

/** Events as an operator reads them in the log. What costs writes or a node is a warning, what passes is not. */
final class EventWords {

    private EventWords() {}

    static Level level(ClusterEvent event) {
        boolean trouble = event instanceof ClusterEvent.PrimaryLost
                || event instanceof ClusterEvent.NodeFailed
                || event instanceof ClusterEvent.SplitBrainSuspected
                || event instanceof ClusterEvent.NodeFenced
                || event instanceof ClusterEvent.NodeRefused
                || event instanceof ClusterEvent.ReplicaLagging;
        return trouble ? Level.WARN : Level.INFO;
    }

    static String of(ClusterEvent event) {
        if (event instanceof ClusterEvent.PrimaryElected e) {
            return elected(e);
        } else if (event instanceof ClusterEvent.PrimaryLost e) {
            return e.node() + " is no longer the primary, and writes wait for a new one: " + e.reason();
        } else if (event instanceof ClusterEvent.NodeSuspected e) {
            return e.node() + " is suspect: " + e.reason();
        } else if (event instanceof ClusterEvent.NodeFailed e) {
            return e.node() + " failed after " + text(e.detection()) + ", and its connections were aborted: "
                    + e.reason();
        } else if (event instanceof ClusterEvent.NodeRecovered e) {
            return e.node() + " is used again, as " + e.role().name().toLowerCase(Locale.ROOT) + ", after "
                    + text(e.downtime());
        } else if (event instanceof ClusterEvent.SplitBrainSuspected e) {
            return "split brain suspected: " + String.join(" and ", e.nodes()) + " are primary on timeline "
                    + e.timeline() + ", and writes are refused until one of them is not";
        } else if (event instanceof ClusterEvent.NodeFenced e) {
            return e.node() + " says that it is primary and is not written to: " + e.reason();
        } else if (event instanceof ClusterEvent.NodeRefused e) {
            return e.node() + " is not used: " + e.reason();
        } else if (event instanceof ClusterEvent.WriteRefused e) {
            return e.node() + " refused a write: " + e.reason();
        } else if (event instanceof ClusterEvent.ConnectionsReplaced e) {
            return e.node() + " has new connections: " + e.reason();
        }
        return ofReplicaOrRoster(event);
    }

    private static String ofReplicaOrRoster(ClusterEvent event) {
        if (event instanceof ClusterEvent.ReplicaLagging e) {
            return e.node() + " is " + text(e.lag()) + " behind and is not read from";
        } else if (event instanceof ClusterEvent.ReplicaCaughtUp e) {
            return e.node() + " is " + text(e.lag()) + " behind and is read from again";
        } else if (event instanceof ClusterEvent.NodeDrained e) {
            return e.node() + " was drained";
        } else if (event instanceof ClusterEvent.NodeResumed e) {
            return e.node() + " was resumed";
        } else if (event instanceof ClusterEvent.NodeAdded e) {
            return e.node() + " was added";
        } else if (event instanceof ClusterEvent.NodeRemoved e) {
            return e.node() + " was removed";
        }
        return event.toString();
    }

    private static String elected(ClusterEvent.PrimaryElected event) {
        String words = event.node() + " is the primary, on timeline " + event.timeline();
        if (event.previous() != null && !event.previous().equals(event.node())) {
            words += ", after " + event.previous();
        }
        return event.outage().isZero() ? words : words + "; there was none for " + text(event.outage());
    }

    private static String text(Duration duration) {
        return duration.toMillis() + " ms";
    }
}
