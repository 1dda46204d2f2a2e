package dev.nexs.orm.routing.spi;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A node that a borrower may be sent to, as a load balancer sees it. Values change while it is looked at. */
public interface Candidate {

    /** {@return {@code host:port}} */
    String id();

    /** {@return where it stands, or null} */
    @Nullable
    String region();

    /** {@return what reads may ask for, such as {@code analytics}} */
    default Set<String> tags() {
        return Set.of();
    }

    /** {@return its configured share, above 0; slow start is the caller's concern, not the balancer's} */
    double weight();

    /** {@return round trip of a probe in nanoseconds, smoothed} */
    long latencyNanos();

    /** {@return connections of its pool that are lent out, and threads waiting for one} */
    int busy();

    /** {@return how far it is behind the primary; zero for the primary} */
    Duration lag();
}
