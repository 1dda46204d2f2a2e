package dev.nexs.orm.internal;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code 250ms}, {@code 10s}, {@code 1h30m} and ISO-8601. A bare number is refused: nobody agrees on its unit. */
final class DurationReader implements ValueReader<Duration> {

    private static final Pattern PARTS = Pattern.compile("(?:\\d+(?:\\.\\d+)?(?:ms|s|m|h|d))+");
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)");
    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    /** Nobody waits for longer; a larger number would overflow where nanoseconds are counted. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Duration least;
    private final boolean zeroMeansNever;

    DurationReader(Duration least, boolean zeroMeansNever) {
        this.least = least;
        this.zeroMeansNever = zeroMeansNever;
    }

    @Override
    public Duration read(Object raw) {
        Duration value = raw instanceof Duration duration
                ? duration
                : parse(raw.toString().trim().toLowerCase(Locale.ROOT));
        boolean never = zeroMeansNever && value.isZero();
        if (!never && value.compareTo(least) < 0) {
            throw new IllegalArgumentException("too short");
        }
        return value.compareTo(LONGEST) > 0 ? LONGEST : value;
    }

    @Override
    public String allowed() {
        return "a duration of at least " + text(least) + " such as 250ms, 10s, 30m or 1h"
                + (zeroMeansNever ? ", or 0s for never" : "");
    }

    /** Writes a duration the way it is read. */
    static String text(Duration duration) {
        long millis = duration.toMillis();
        for (String unit : new String[] {"h", "m", "s"}) {
            long size = MILLIS.getOrDefault(unit, 1L);
            if (millis > 0 && millis % size == 0) {
                return millis / size + unit;
            }
        }
        return millis == 0 ? "0s" : millis + "ms";
    }

    private static Duration parse(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        return text.startsWith("p") ? iso(text) : sum(text);
    }

    private static Duration iso(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("not a duration", e);
        }
    }

    private static Duration sum(String text) {
        if (!PARTS.matcher(text).matches()) {
            throw new IllegalArgumentException("not a duration");
        }
        double millis = 0;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            millis += Double.parseDouble(part.group(1)) * MILLIS.getOrDefault(part.group(2), 1L);
        }
        return Duration.ofMillis(Math.round(millis));
    }
}
