package dev.nexs.softdelete.internal.hibernate.model;

import dev.nexs.softdelete.Retention;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long rows stay in the trash, by the annotations of their classes. */
public final class Retentions {

    private static final Pattern SHORT = Pattern.compile("(\\d+)([dhms])");

    private Retentions() {}

    /** The time of a class or the nearest superclass that says one, or null. */
    public static @Nullable Duration of(Class<?> entity) {
        for (Class<?> at = entity; at != null && at != Object.class; at = at.getSuperclass()) {
            Retention retention = at.getDeclaredAnnotation(Retention.class);
            if (retention != null) {
                return parse(at, retention.value());
            }
        }
        return null;
    }

    private static Duration parse(Class<?> type, String value) {
        Matcher matcher = SHORT.matcher(value.trim());
        try {
            if (matcher.matches()) {
                long amount = Long.parseLong(matcher.group(1));
                return switch (matcher.group(2)) {
                    case "d" -> Duration.ofDays(amount);
                    case "h" -> Duration.ofHours(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    default -> Duration.ofSeconds(amount);
                };
            }
            Duration parsed = Duration.parse(value.trim());
            if (!parsed.isNegative()) {
                return parsed;
            }
        } catch (DateTimeParseException | ArithmeticException | NumberFormatException e) {
            throw wrong(type, value, e);
        }
        throw wrong(type, value, null);
    }

    private static IllegalArgumentException wrong(Class<?> type, String value, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "@Retention of " + type.getName() + " is \"" + value + "\"; it must be a time that is not negative, as"
                        + " 90d, 12h, 30m, 10s, or in ISO-8601, as P90D.",
                cause);
    }
}
