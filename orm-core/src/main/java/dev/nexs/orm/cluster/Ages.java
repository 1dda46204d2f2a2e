package dev.nexs.orm.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Writes how long something lasted the way a person says it. */
final class Ages {

    private Ages() {}

    static String text(Instant from, Instant to) {
        long millis = Math.max(0, Duration.between(from, to).toMillis());
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 120_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
        }
        return millis / 60_000 + " min";
    }
}
