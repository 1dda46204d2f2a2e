package dev.nexs.orm.observe.internal;

import dev.nexs.orm.observe.ObservedDataSource;
import dev.nexs.orm.observe.SafetyReport;
import dev.nexs.orm.observe.SafetyReport.Concern;
import dev.nexs.orm.observe.SafetyReport.Finding;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how a datasource is used: who holds which connection and since when, whether two threads use one at once, who waits
 * for whom at the server and in this JVM, and what grows. Looks on a thread of its own, and when it is asked for a report.
 */
public final class SafetyMonitor implements Observer, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("dev.nexs.orm.safety");
    private static final int KEPT = 20;
    private static final int FRAMES = 40;

    private final ObservedDataSource source;
    private final Observers observers;
    private final Duration threshold;
    private final Map<ObservedConnection, Borrower> borrowers = new ConcurrentHashMap<>();
    private final Deque<Finding> incidents = new ArrayDeque<>();
    private final Growth growth = new Growth();
    private final ScheduledExecutorService thread;

    /** What was logged, until it is over. Used by the thread that looks. */
    private Set<String> known = new HashSet<>();

    private volatile SafetyReport last;

    private SafetyMonitor(ObservedDataSource source, Duration threshold, Duration interval) {
        this.source = source;
        this.observers = Observers.of(source);
        this.threshold = threshold;
        this.last = new SafetyReport(Instant.now(), true, List.of(), List.of());
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "nexs-safety");
            made.setDaemon(true);
            return made;
        });
        ScheduledFuture<?> unused = thread.scheduleWithFixedDelay(
                this::look, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Begins to watch.
     *
     * @param threshold how long a connection may be held, and a statement may take, unnoticed
     * @param interval how often the server is asked
     */
    public static SafetyMonitor start(ObservedDataSource source, Duration threshold, Duration interval) {
        SafetyMonitor monitor = new SafetyMonitor(source, threshold, interval);
        monitor.observers.add(monitor);
        return monitor;
    }

    /** {@return what can be found without having watched} */
    public static SafetyReport unwatched(ObservedDataSource source, Duration threshold) {
        List<Finding> findings = new ArrayList<>(JvmDeadlocks.find());
        findings.addAll(ServerSessions.ask(source, threshold, Map.of()));
        return new SafetyReport(Instant.now(), false, findings, List.of());
    }

    // ---- who holds what ----

    /** Who has a connection. {@code user} is plain: a look too early misses an overlap that is about to end. */
    private static final class Borrower {

        private final Thread thread = Thread.currentThread();
        private final long since = System.nanoTime();
        private final Throwable where = new Throwable();
        private @Nullable Thread user;
        private volatile @Nullable String sql;

        Duration age() {
            return Duration.ofNanos(System.nanoTime() - since);
        }
    }

    @Override
    public void borrowed(
            @Nullable Object borrow, @Nullable ObservedConnection connection, @Nullable Throwable failure) {
        if (connection != null) {
            Borrower borrower = new Borrower();
            connection.held(borrower);
            borrowers.put(connection, borrower);
        }
    }

    @Override
    public boolean wantsReleases() {
        return true;
    }

    @Override
    public void released(ObservedConnection physical) {
        physical.held(null);
        borrowers.remove(physical);
    }

    @Override
    public void closed(ObservedConnection physical, Closing why) {
        released(physical);
    }

    private record Sending(@Nullable Borrower borrower) {}

    @Override
    public @Nullable Object sending(Sent statement) {
        if (!(statement.physical().holder() instanceof Borrower borrower)) {
            return null;
        }
        Thread now = Thread.currentThread();
        Thread user = borrower.user;
        if (user != null && user != now) {
            shared(statement.physical(), user, now);
            return null;
        }
        borrower.user = now;
        borrower.sql = statement.sql();
        return new Sending(borrower);
    }

    @Override
    public void answered(@Nullable Object sent, long rows, @Nullable Exception failure) {
        if (sent instanceof Sending sending && sending.borrower() != null) {
            sending.borrower().user = null;
        }
        if (failure instanceof PSQLException driver && "40P01".equals(driver.getSQLState())) {
            ServerErrorMessage message = driver.getServerErrorMessage();
            String detail = message == null ? null : message.getDetail();
            incident(new Finding(
                    Concern.SERVER_DEADLOCK,
                    "The server ended a statement of thread "
                            + Thread.currentThread().getName() + " to resolve a deadlock"
                            + (detail == null ? "" : ": " + detail.replace('\n', ' ')),
                    null,
                    List.of(stack(new Throwable()))));
        }
    }

    private void shared(ObservedConnection connection, Thread user, Thread now) {
        incident(new Finding(
                Concern.SHARED,
                "Threads " + user.getName() + " and " + now.getName() + " use a connection to " + connection.node()
                        + " at once; a connection, and a session on it, is for one thread at a time",
                null,
                List.of(text(user, user.getStackTrace()), stack(new Throwable()))));
    }

    /** Kept for the next reports, since it is over when they are made. */
    private void incident(Finding finding) {
        synchronized (incidents) {
            incidents.addLast(finding);
            if (incidents.size() > KEPT) {
                incidents.removeFirst();
            }
        }
        tell(finding);
    }

    private void tell(Finding finding) {
        LOG.warn("{}{}", finding.text(), finding.stacks().isEmpty() ? "" : "\n" + String.join("\n", finding.stacks()));
        Observer observer = observers.current();
        if (observer != null) {
            observer.happened(finding);
        }
    }

    // ---- looking ----

    private void look() {
        try {
            SafetyReport report = report();
            Set<String> now = new HashSet<>();
            for (Finding finding : report.findings()) {
                boolean incident = finding.kind() == Concern.SHARED || finding.kind() == Concern.SERVER_DEADLOCK;
                String key = finding.kind() + finding.text().replaceAll("\\d+", "");
                if (!incident && now.add(key) && !known.contains(key)) {
                    tell(finding);
                }
            }
            known = now;
        } catch (RuntimeException e) {
            LOG.warn("The safety monitor could not look", e);
        }
    }

    /** Looks now. One connection outside of all pools is opened to the primary and asked. */
    public SafetyReport report() {
        List<Finding> findings = new ArrayList<>();
        List<SafetyReport.Holder> holders = new ArrayList<>();
        Map<Integer, String> byBackend = new ConcurrentHashMap<>();
        borrowers.forEach((connection, borrower) -> {
            SafetyReport.Holder holder = holder(connection, borrower);
            holders.add(holder);
            byBackend.put(holder.backend(), holder.thread());
            if (holder.age().compareTo(threshold) >= 0) {
                findings.add(heldLong(holder, borrower));
            }
        });
        holders.sort(Comparator.comparing(SafetyReport.Holder::age).reversed());
        synchronized (incidents) {
            findings.addAll(incidents);
        }
        findings.addAll(JvmDeadlocks.find());
        findings.addAll(ServerSessions.ask(source, threshold, byBackend));
        findings.addAll(growth.look(Map.of(
                "threads of this JVM", (long) Thread.activeCount(), "connections lent out", (long) holders.size())));
        last = new SafetyReport(Instant.now(), true, findings, holders);
        return last;
    }

    /** {@return how many there were of a kind when it was looked last} */
    public int lastCount(Concern kind) {
        return last.of(kind).size();
    }

    /** {@return how many connections are held for longer than the threshold, now} */
    public int heldLong() {
        int held = 0;
        for (Borrower borrower : borrowers.values()) {
            held += borrower.age().compareTo(threshold) >= 0 ? 1 : 0;
        }
        return held;
    }

    private static SafetyReport.Holder holder(ObservedConnection connection, Borrower borrower) {
        String sql = borrower.sql;
        return new SafetyReport.Holder(
                connection.node(),
                backend(connection),
                borrower.thread.getName(),
                borrower.age(),
                sql == null ? null : QueryText.of(sql).text(),
                stack(borrower.where));
    }

    private static Finding heldLong(SafetyReport.Holder holder, Borrower borrower) {
        boolean dead = !borrower.thread.isAlive();
        return new Finding(
                Concern.HELD_LONG,
                "Thread " + holder.thread() + " borrowed a connection to " + holder.node() + " (process "
                        + holder.backend() + ") " + holder.age().toSeconds() + " s ago and has not given it back"
                        + (dead ? "; that thread has ended, so it never will" : "")
                        + (holder.statement() == null ? "" : "; sent last: " + holder.statement()),
                holder.age(),
                List.of(holder.stack()));
    }

    private static int backend(ObservedConnection connection) {
        try {
            return connection.unwrap(PGConnection.class).getBackendPID();
        } catch (SQLException e) {
            return 0; // it is closed already
        }
    }

    private static String stack(Throwable where) {
        return text(Thread.currentThread(), where.getStackTrace());
    }

    static String text(Thread thread, StackTraceElement[] frames) {
        return Arrays.stream(frames)
                .filter(frame -> !frame.getClassName().startsWith("dev.nexs.orm.observe.internal."))
                .limit(FRAMES)
                .map(frame -> "    at " + frame)
                .collect(Collectors.joining("\n", "  " + thread.getName() + ":\n", ""));
    }

    @Override
    public void close() {
        observers.remove(this);
        thread.shutdownNow();
        borrowers.keySet().forEach(connection -> connection.held(null));
        borrowers.clear();
    }

    /** Figures that rise from look to look, and have doubled since. */
    private static final class Growth {

        private static final int LOOKS = 10;
        private static final long SMALL = 20;

        private final Map<String, Deque<Long>> series = new ConcurrentHashMap<>();

        List<Finding> look(Map<String, Long> figures) {
            List<Finding> findings = new ArrayList<>();
            figures.forEach((name, value) -> {
                Deque<Long> seen = series.computeIfAbsent(name, any -> new ArrayDeque<>());
                synchronized (seen) {
                    if (!seen.isEmpty() && value <= seen.getLast()) {
                        seen.clear();
                    }
                    seen.addLast(value);
                    if (seen.size() > LOOKS) {
                        seen.removeFirst();
                    }
                    if (seen.size() == LOOKS && value > SMALL && value >= 2 * seen.getFirst()) {
                        findings.add(new Finding(
                                Concern.GROWTH,
                                "The number of " + name + " rose at each of the last " + LOOKS + " looks, from "
                                        + seen.getFirst() + " to " + value,
                                null,
                                List.of()));
                    }
                }
            });
            return findings;
        }
    }
}
