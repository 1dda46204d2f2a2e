package dev.nexs.testing;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a {@link LeakCheck} along with JUnit. */
final class Leaks {

    /** The system property that switches all checks off. */
    static final String SETTING = "nexs.test.leak-check";

    private static final Logger LOG = LoggerFactory.getLogger(Leaks.class);
    private static final String BEGIN = "begin";

    private Leaks() {}

    static void begin(ExtensionContext context, Store store, boolean wanted) {
        if (wanted && Boolean.parseBoolean(System.getProperty(SETTING, "true"))) {
            store.put(LeakCheck.class, new LeakCheck(context.getExecutionMode() == ExecutionMode.SAME_THREAD));
        }
    }

    static void testBegins(Store store) {
        store.put(BEGIN, Instant.now());
    }

    static void testEnds(ExtensionContext context, Store store) {
        LeakCheck check = store.get(LeakCheck.class, LeakCheck.class);
        Instant begin = store.get(BEGIN, Instant.class);
        if (check != null && begin != null) {
            check.testEnded(
                    context.getDisplayName(),
                    begin,
                    context.getExecutionException().isPresent());
        }
    }

    /** Fails if something is left, unless the test failed anyway: then that is what matters. */
    static void end(ExtensionContext context, Store store, List<Node> nodes) {
        LeakCheck check = store.remove(LeakCheck.class, LeakCheck.class);
        if (check == null) {
            return;
        }
        List<String> leaks = check.find(nodes);
        if (leaks.isEmpty()) {
            return;
        }
        String message = context.getDisplayName() + " left open:\n  " + String.join("\n  ", leaks)
                + "\nClose it in the test, or switch the check off with leakCheck = false.";
        if (check.hasFailures() || context.getExecutionException().isPresent()) {
            LOG.warn("{}", message);
        } else {
            throw new AssertionError(message);
        }
    }
}
