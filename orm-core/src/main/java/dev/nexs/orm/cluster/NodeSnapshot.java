package dev.nexs.orm.cluster;

import dev.nexs.orm.pool.PoolStatistics;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One node at one moment.
 *
 * @param id {@code host:port}
 * @param role what it is
 * @param state how far it can be relied on
 * @param since when it entered that state
 * @param note why it is not used although it answers, or null: a lagging replica, a fenced primary, an open breaker
 * @param position how far it has written (primary) or replayed (replica), or null before the first answer
 * @param lag how far a replica is behind the primary; zero when caught up; null when not known or not a replica
 * @param latency round trip of a probe, smoothed; null before the first answer
 * @param weight its share under the weighted balancer, slow start not counted
 * @param region where it stands, or null
 * @param tags what reads may ask for
 * @param breaker state of its circuit breaker: closed, half-open or open
 * @param pool what its pool holds, or null while it has none
 * @param maxConnections the server's {@code max_connections}; 0 before the first answer
 * @param serverVersion such as 180001; 0 before the first answer
 * @param lastError the latest failure, or null
 * @param lastErrorAt when that was, or null
 */
public record NodeSnapshot(
        String id,
        NodeRole role,
        NodeState state,
        Instant since,
        @Nullable String note,
        @Nullable WalPosition position,
        @Nullable Duration lag,
        @Nullable Duration latency,
        double weight,
        @Nullable String region,
        Set<String> tags,
        String breaker,
        @Nullable PoolStatistics pool,
        int maxConnections,
        int serverVersion,
        @Nullable String lastError,
        @Nullable Instant lastErrorAt) {

    /** {@return one line for error messages: state, role, note, last error and its age} */
    public String describe(Instant now) {
        StringBuilder line = new StringBuilder(id)
                .append(": ")
                .append(lower(state))
                .append(" for ")
                .append(Ages.text(since, now));
        if (role != NodeRole.UNKNOWN) {
            line.append(", ").append(lower(role));
        }
        if (note != null) {
            line.append(", ").append(note);
        }
        if (lastError == null || lastErrorAt == null) {
            return line.append(", no error").toString();
        }
        return line.append(", last error ")
                .append(Ages.text(lastErrorAt, now))
                .append(" ago: ")
                .append(lastError)
                .toString();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(java.util.Locale.ROOT);
    }
}
