package dev.nexs.associations.internal.hibernate.factory;

import dev.nexs.associations.AssociationsSettings;
import dev.nexs.associations.LazyLoading;
import dev.nexs.associations.NPlusOnePolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The settings, parsed. All invalid values are reported at once.
 *
 * @param chunkSize owners or targets per preload statement
 * @param lazyLoading what happens when something is loaded lazily
 * @param nPlusOneThreshold statements of one text from one call site in a session; 0 switches the detector off
 * @param nPlusOnePolicy what happens at the threshold
 * @param nPlusOneAllow beginnings of call sites that are not reported
 * @param autoPreload whether what is touched is loaded for all entities of the same result
 * @param recordStatements whether statements are recorded for tests
 */
public record AssociationsConfig(
        int chunkSize,
        LazyLoading lazyLoading,
        int nPlusOneThreshold,
        NPlusOnePolicy nPlusOnePolicy,
        List<String> nPlusOneAllow,
        boolean autoPreload,
        boolean recordStatements) {

    private static final int DEFAULT_CHUNK_SIZE = 10_000;
    private static final String PREFIX = "nexs.associations.";
    private static final List<String> NAMES = List.of(
            AssociationsSettings.LAZY_LOADING,
            AssociationsSettings.N_PLUS_ONE_THRESHOLD,
            AssociationsSettings.N_PLUS_ONE,
            AssociationsSettings.N_PLUS_ONE_ALLOW,
            AssociationsSettings.CHUNK_SIZE,
            AssociationsSettings.AUTO_PRELOAD,
            AssociationsSettings.RECORD_STATEMENTS,
            AssociationsSettings.CACHE);

    /** {@return whether this is the name of a setting of this module, or would be} */
    public static boolean isSetting(String name) {
        return name.startsWith(PREFIX);
    }

    static AssociationsConfig from(Map<String, Object> settings) {
        Parser parser = new Parser(settings, new ArrayList<>());
        parser.unknown();
        AssociationsConfig config = new AssociationsConfig(
                parser.number(AssociationsSettings.CHUNK_SIZE, DEFAULT_CHUNK_SIZE, 1),
                parser.choice(AssociationsSettings.LAZY_LOADING, LazyLoading.ALLOW, LazyLoading.values()),
                parser.number(AssociationsSettings.N_PLUS_ONE_THRESHOLD, 0, 0),
                parser.choice(AssociationsSettings.N_PLUS_ONE, NPlusOnePolicy.WARN, NPlusOnePolicy.values()),
                parser.list(AssociationsSettings.N_PLUS_ONE_ALLOW),
                parser.choice(AssociationsSettings.AUTO_PRELOAD, Switch.OFF, Switch.values()) == Switch.ON,
                parser.choice(AssociationsSettings.RECORD_STATEMENTS, Switch.OFF, Switch.values()) == Switch.ON);
        if (!parser.errors().isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", parser.errors()));
        }
        return config;
    }

    private enum Switch {
        OFF,
        ON
    }

    private record Parser(Map<String, Object> settings, List<String> errors) {

        void unknown() {
            settings.keySet().stream()
                    .filter(name -> isSetting(name) && !NAMES.contains(name))
                    .sorted()
                    .forEach(name -> errors.add(name + " is unknown; there are " + String.join(", ", NAMES)));
        }

        int number(String name, int fallback, int least) {
            Object value = settings.get(name);
            if (value == null) {
                return fallback;
            }
            try {
                int number = Integer.parseInt(value.toString().trim());
                if (number >= least) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Reported below, together with numbers that are too small.
            }
            errors.add(name + " is '" + value + "'; allowed is a whole number from " + least);
            return fallback;
        }

        <E extends Enum<E>> E choice(String name, E fallback, E[] allowed) {
            Object value = settings.get(name);
            if (value == null) {
                return fallback;
            }
            String wanted = value.toString().trim();
            for (E choice : allowed) {
                if (choice.name().equalsIgnoreCase(wanted)) {
                    return choice;
                }
            }
            errors.add(name + " is '" + value + "'; allowed are "
                    + String.join(
                            ", ",
                            Arrays.stream(allowed)
                                    .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                                    .toList()));
            return fallback;
        }

        List<String> list(String name) {
            Object value = settings.get(name);
            return value == null
                    ? List.of()
                    : Arrays.stream(value.toString().split(","))
                            .map(String::trim)
                            .filter(entry -> !entry.isEmpty())
                            .toList();
        }
    }
}
