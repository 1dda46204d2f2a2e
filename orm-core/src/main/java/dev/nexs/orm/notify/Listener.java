package dev.nexs.orm.notify;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.cluster.NodeSnapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens over one connection to whichever node is the primary, for all inboxes. Thread-safe.
 *
 * <p>Its thread asks the cluster's state, not its events, whether the primary is still the one it listens to; a second
 * without an answer from the server counts as a broken connection. When it listens again, every inbox that was there before
 * is told of a gap first: behind it nothing is missing.
 */
final class Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final int POLL_MILLIS = 50;
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long WARN_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long LEAST_PAUSE = 50;
    private static final long MOST_PAUSE = 2_000;
    private static final double FULL = 0.25;
    private static final int QUEUING_COMMITS = 3;

    private final NexsDataSource source;
    private final NotificationOptions options;
    private final List<Place> places = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Map<String, Long>> expected = new HashMap<>();
    private final Set<String> listening = new HashSet<>();
    private @Nullable Thread thread;
    private volatile boolean closed;
    private volatile boolean connected;
    private final AtomicLong connects = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private volatile double queueUsage;
    private volatile int commitsWaiting;
    private volatile int mostCommitsWaiting;
    private Instant sound = Instant.now();
    private long lastWarning = System.nanoTime() - WARN_NANOS;

    /** An inbox at a channel of the server's. */
    private static final class Place {
        private final String wire;
        private final Inbox inbox;
        private volatile boolean active;

        Place(String wire, Inbox inbox) {
            this.wire = wire;
            this.inbox = inbox;
        }
    }

    Listener(NexsDataSource source, NotificationOptions options) {
        this.source = source;
        this.options = options;
    }

    /** Returns when the server has been told. */
    void add(String wire, Inbox inbox) {
        Place place = new Place(wire, inbox);
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("These notifications are closed");
            }
            places.add(place);
            if (thread == null) {
                thread = new Thread(this::run, "nexs-notify-listener");
                thread.setDaemon(true);
                thread.start();
            }
            changed.signalAll();
            long left = options.connectTimeout().toNanos();
            while (!place.active && left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
            if (!place.active) {
                places.remove(place);
                throw new IllegalStateException("Nobody listens to " + wire + ": no primary could be reached within "
                        + options.connectTimeout() + "; try again, or raise connectTimeout");
            }
        } catch (InterruptedException e) {
            places.remove(place);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Listening to " + wire + " was interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    void remove(Inbox inbox) {
        places.removeIf(place -> place.inbox == inbox);
    }

    private void run() {
        long pause = LEAST_PAUSE;
        Gap.Reason reason = Gap.Reason.CONNECTION_LOST;
        while (!closed) {
            NodeSnapshot primary = source.cluster().primary().orElse(null);
            if (primary != null) {
                try (Connection connection = source.openUnpooled(options.connectTimeout())) {
                    connection.setNetworkTimeout(Runnable::run, (int) TimeUnit.NANOSECONDS.toMillis(3 * LOOK_NANOS));
                    listening.clear();
                    expected.clear();
                    listen(connection, reason);
                    connects.incrementAndGet();
                    connected = true;
                    pause = LEAST_PAUSE;
                    reason = receive(connection, primary.id());
                } catch (SQLException e) {
                    reason = Gap.Reason.CONNECTION_LOST;
                    LOG.debug("The listening connection broke; another is opened", e);
                } finally {
                    connected = false;
                }
            }
            if (!closed) {
                await(pause);
                pause = Math.min(MOST_PAUSE, pause * 2);
            }
        }
    }

    private void await(long millis) {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /** Tells the server what is wanted now, and those who wait for it. */
    private void listen(Connection connection, Gap.Reason reason) throws SQLException {
        Set<String> wanted = new HashSet<>();
        List<Place> current = List.copyOf(places);
        current.forEach(place -> wanted.add(place.wire));
        StringBuilder commands = new StringBuilder();
        for (String wire : wanted) {
            if (!listening.contains(wire)) {
                commands.append("LISTEN ").append(quoted(wire)).append(';');
            }
        }
        for (String wire : listening) {
            if (!wanted.contains(wire)) {
                commands.append("UNLISTEN ").append(quoted(wire)).append(';');
            }
        }
        boolean again = listening.isEmpty();
        if (!commands.isEmpty()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(commands.toString());
            }
        }
        listening.clear();
        listening.addAll(wanted);
        Instant now = Instant.now();
        lock.lock();
        try {
            for (Place place : current) {
                if (!place.active) {
                    place.active = true;
                } else if (again) {
                    place.inbox.gap(reason, sound, now);
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        sound = now;
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** {@return why it ended} */
    private Gap.Reason receive(Connection connection, String node) throws SQLException {
        PGConnection driver = connection.unwrap(PGConnection.class);
        long looked = System.nanoTime();
        while (!closed) {
            PGNotification[] messages = driver.getNotifications(POLL_MILLIS);
            if (messages != null) {
                for (PGNotification message : messages) {
                    deliver(connection, message);
                }
            }
            if (places.stream().anyMatch(place -> !place.active)
                    || places.stream().map(place -> place.wire).distinct().count() != listening.size()) {
                listen(connection, Gap.Reason.CONNECTION_LOST);
            }
            if (System.nanoTime() - looked > LOOK_NANOS) {
                looked = System.nanoTime();
                look(connection);
            }
            NodeSnapshot primary = source.cluster().primary().orElse(null);
            if (primary != null && !primary.id().equals(node)) {
                return Gap.Reason.PRIMARY_CHANGED;
            }
        }
        return Gap.Reason.CONNECTION_LOST;
    }

    /** Also shows that the server still answers. */
    private void look(Connection connection) throws SQLException {
        places.forEach(place -> place.inbox.look());
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT pg_catalog.pg_notification_queue_usage(), pg_catalog.pg_is_in_recovery(),"
                                + " (SELECT count(*) FROM pg_catalog.pg_locks WHERE locktype = 'object' AND database = 0"
                                + " AND classid = 'pg_catalog.pg_database'::regclass AND NOT granted)")) {
            row.next();
            queueUsage = row.getDouble(1);
            if (row.getBoolean(2)) {
                throw new SQLException("The node is a replica now", "25006");
            }
            commitsWaiting = row.getInt(3);
            mostCommitsWaiting = Math.max(mostCommitsWaiting, commitsWaiting);
        }
        sound = Instant.now();
        boolean queuing = commitsWaiting >= QUEUING_COMMITS;
        if ((queuing || queueUsage > FULL) && System.nanoTime() - lastWarning > WARN_NANOS) {
            lastWarning = System.nanoTime();
            LOG.warn(
                    queuing
                            ? "{} commits wait for the server's notification lock; send with Delivery.COALESCED, or less"
                            : "The server's notification queue is full to {}: a listener does not read, or sits in a"
                                    + " transaction",
                    queuing ? commitsWaiting : Math.round(queueUsage * 100) + " %");
        }
    }

    private void deliver(Connection connection, PGNotification message) throws SQLException {
        Instant now = Instant.now();
        String wire = message.getName();
        Envelope envelope = Envelope.parse(message.getParameter());
        if (envelope == null) {
            toAll(wire, new Notification(plain(wire), message.getParameter(), "" + message.getPID(), 0, now));
            return;
        }
        long skip = 0;
        if (!envelope.sender().isEmpty()) {
            Map<String, Long> senders = expected.computeIfAbsent(wire, name -> new HashMap<>());
            Long next = senders.get(envelope.sender());
            if (next != null && envelope.first() > next) {
                for (Place place : places) {
                    if (place.wire.equals(wire)) {
                        place.inbox.gap(Gap.Reason.SEQUENCE, sound, now);
                    }
                }
            }
            skip = next == null ? 0 : Math.max(0, next - envelope.first());
            long behind = envelope.first() + envelope.messages().size();
            senders.merge(envelope.sender(), behind, Math::max);
        }
        for (int i = (int) Math.min(skip, envelope.messages().size());
                i < envelope.messages().size();
                i++) {
            Envelope.Message each = envelope.messages().get(i);
            String payload = each.kept() ? kept(connection, each.payload()) : each.payload();
            boolean numbered = !envelope.sender().isEmpty();
            toAll(
                    wire,
                    new Notification(
                            each.channel(),
                            payload,
                            numbered ? envelope.sender() : "" + message.getPID(),
                            numbered ? envelope.first() + i : 0,
                            now));
        }
    }

    private static String plain(String wire) {
        return wire.substring(wire.lastIndexOf('\u001f') + 1);
    }

    private void toAll(String wire, Notification message) {
        received.incrementAndGet();
        for (Place place : places) {
            if (place.active && place.wire.equals(wire) && place.inbox.wants(message.channel())) {
                place.inbox.put(message);
            }
        }
    }

    /** A row that was swept already leaves an empty payload: the message is late by more than an hour. */
    private static String kept(Connection connection, String id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT payload FROM " + Notifications.SPILL_TABLE + " WHERE id = ?::uuid")) {
            query.setString(1, id);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getString(1) : "";
            }
        }
    }

    boolean isConnected() {
        return connected;
    }

    long connects() {
        return connects.get();
    }

    long received() {
        return received.get();
    }

    double queueUsage() {
        return queueUsage;
    }

    int commitsWaiting() {
        return commitsWaiting;
    }

    int mostCommitsWaiting() {
        return mostCommitsWaiting;
    }

    void close() {
        Thread running;
        lock.lock();
        try {
            closed = true;
            running = thread;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        List.copyOf(places).forEach(place -> place.inbox.close());
        if (running != null) {
            try {
                running.join(Duration.ofSeconds(5).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
