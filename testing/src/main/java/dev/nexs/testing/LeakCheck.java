package dev.nexs.testing;

import dev.nexs.testing.internal.machine.KitDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds what a test left behind: threads of Nexs, connections to its servers, temporary files of Nexs.
 *
 * <p>Looks at the end of the class, since what a class opens for all its tests is no leak before; but remembers during
 * which test each thing appeared. What is just about to end gets a moment to do so.
 */
final class LeakCheck {

    private static final String PREFIX = "nexs-";

    /** The kit's own threads and files. */
    private static final List<String> OWN = List.of("nexs-testing-", "nexs-postgres-");

    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final boolean alone;
    private final Set<Thread> threadsBefore = threads();
    private final Set<Path> filesBefore = files();
    private final Map<Thread, String> threadOrigins = new LinkedHashMap<>();
    private final List<Span> spans = new ArrayList<>();
    private boolean failed;
    private boolean othersWereThere = KitDirectory.ofThisMachine().isUsedByOthers();

    /** When a test ran. */
    private record Span(String test, Instant begin, Instant end) {

        boolean contains(Instant instant) {
            return !instant.isBefore(begin) && !instant.isAfter(end);
        }
    }

    /**
     * Begins to watch.
     *
     * @param alone whether no other test runs at the same time; otherwise threads and files could be anybody's
     */
    LeakCheck(boolean alone) {
        this.alone = alone;
    }

    synchronized void testEnded(String test, Instant begin, boolean testFailed) {
        spans.add(new Span(test, begin, Instant.now()));
        failed |= testFailed;
        newThreads().forEach(thread -> threadOrigins.putIfAbsent(thread, test));
    }

    /** Whether a test failed meanwhile, so that what it left is no news. */
    synchronized boolean hasFailures() {
        return failed;
    }

    /** Describes what is left, each thing in a line; empty if nothing is. */
    synchronized List<String> find(List<Node> nodes) {
        long deadline = System.nanoTime() + GRACE.toNanos();
        List<String> leaks = look(nodes);
        while (!leaks.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_NANOS);
            leaks = look(nodes);
        }
        return leaks;
    }

    private List<String> look(List<Node> nodes) {
        List<String> leaks = new ArrayList<>();
        nodes.stream().filter(Node::isResponsive).forEach(node -> leaks.addAll(connections(node)));
        if (alone) {
            newThreads()
                    .forEach(thread -> leaks.add(
                            "thread '" + thread.getName() + "'" + during(threadOrigins.getOrDefault(thread, ""))));
        }
        if (alone && !othersMakeFiles()) {
            newFiles().forEach(file -> leaks.add("file " + file + during(origin(created(file)))));
        }
        return leaks;
    }

    /** Another fork of the same build may make files of the same names. */
    private boolean othersMakeFiles() {
        othersWereThere |= KitDirectory.ofThisMachine().isUsedByOthers();
        return othersWereThere;
    }

    private List<String> connections(Node node) {
        return OpenConnection.on(node).stream()
                .map(connection -> connection + during(origin(connection.openedAt())))
                .toList();
    }

    private static String during(String test) {
        return test.isEmpty() ? "" : ", opened during " + test;
    }

    private String origin(Instant instant) {
        return spans.stream()
                .filter(span -> span.contains(instant))
                .map(Span::test)
                .findFirst()
                .orElse("");
    }

    private Set<Thread> newThreads() {
        Set<Thread> threads = threads();
        threads.removeAll(threadsBefore);
        return threads;
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> isOurs(thread.getName()))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private Set<Path> newFiles() {
        Set<Path> files = files();
        files.removeAll(filesBefore);
        return files;
    }

    private static Set<Path> files() {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> isOurs(String.valueOf(file.getFileName())))
                    .collect(Collectors.toCollection(HashSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Instant created(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException gone) {
            return Instant.MIN;
        }
    }

    private static boolean isOurs(String name) {
        return name.startsWith(PREFIX) && OWN.stream().noneMatch(name::startsWith);
    }
}
