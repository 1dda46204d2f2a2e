package dev.nexs.orm.notify;

import dev.nexs.orm.NexsDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends coalesced messages over one connection of its own. Thread-safe.
 *
 * <p>Each message gets the next number of its channel when it is put in, whether or not there is room for it: what is dropped
 * leaves a hole that receivers see. What was taken from the queue is sent until a server has answered; receivers recognise
 * by its numbers what they get twice. Its transactions write nothing that has to survive, so they do not wait for the disk.
 */
final class Outbox {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final long RETRY_MILLIS = 50;
    private static final long MOST_RETRY_MILLIS = 1_000;
    private static final int AT_ONCE = 20_000;

    private final NexsDataSource source;
    private final NotificationOptions options;
    private final String sender = UUID.randomUUID().toString().substring(0, 13);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Numbered> queue = new ArrayDeque<>();
    private final Map<String, Long> numbers = new HashMap<>();
    private final Map<String, String> holes = new HashMap<>();
    private @Nullable Thread thread;
    private @Nullable Connection connection;
    private boolean closed;
    private int sending;
    private long sent;
    private long sends;
    private long dropped;

    /** A message with its number on the server's channel. */
    private record Numbered(String wire, long number, String channel, String payload) {}

    Outbox(NexsDataSource source, NotificationOptions options) {
        this.source = source;
        this.options = options;
    }

    /** Takes a message; never waits. */
    void put(String wire, String channel, String payload) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("These notifications are closed");
            }
            long number = numbers.merge(wire, 1L, Long::sum);
            if (queue.size() >= options.pending()) {
                dropped++;
                holes.put(wire, channel);
            } else {
                queue.add(new Numbered(wire, number, channel, payload));
            }
            if (thread == null) {
                thread = new Thread(this::run, "nexs-notify-sender");
                thread.setDaemon(true);
                thread.start();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        long pause = RETRY_MILLIS;
        List<String[]> batch = List.of();
        while (true) {
            try {
                if (batch.isEmpty()) {
                    batch = next();
                    if (batch.isEmpty()) {
                        return;
                    }
                }
                send(batch);
                batch = List.of();
                pause = RETRY_MILLIS;
            } catch (SQLException e) {
                LOG.debug("Notifications could not be sent; they are sent again", e);
                drop();
                if (!await(pause)) {
                    return;
                }
                pause = Math.min(MOST_RETRY_MILLIS, pause * 2);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** {@return channels and payloads of the server's, none once this is closed and everything is sent} */
    private List<String[]> next() throws InterruptedException {
        List<Numbered> taken = new ArrayList<>();
        Map<String, Long> silent = new HashMap<>();
        lock.lock();
        try {
            sending = 0;
            changed.signalAll();
            while (queue.isEmpty() && holes.isEmpty()) {
                if (closed) {
                    return List.of();
                }
                changed.await();
            }
            if (!closed && !options.coalescing().isZero()) {
                long left = options.coalescing().toNanos();
                while (left > 0 && !closed && queue.size() < AT_ONCE) {
                    left = changed.awaitNanos(left);
                }
            }
            while (!queue.isEmpty() && taken.size() < AT_ONCE) {
                taken.add(queue.poll());
            }
            if (queue.isEmpty()) {
                holes.keySet().forEach(wire -> silent.put(wire, numbers.getOrDefault(wire, 0L) + 1));
                holes.clear();
            }
            sending = taken.size();
        } finally {
            lock.unlock();
        }
        return pack(taken, silent);
    }

    /** As few as hold them: per channel, messages whose numbers follow each other, up to the server's limit. */
    private List<String[]> pack(List<Numbered> taken, Map<String, Long> silent) {
        Map<String, List<Numbered>> byWire = new java.util.LinkedHashMap<>();
        taken.forEach(each ->
                byWire.computeIfAbsent(each.wire(), wire -> new ArrayList<>()).add(each));
        List<String[]> packed = new ArrayList<>();
        byWire.forEach((wire, all) -> {
            StringBuilder text = new StringBuilder();
            int bytes = 0;
            long expected = -1;
            for (Numbered each : all) {
                String message = new Envelope.Message(each.channel(), each.payload(), false).text();
                int more = Envelope.bytes(message);
                if (expected != each.number() || bytes + more > Envelope.LIMIT) {
                    if (!text.isEmpty()) {
                        packed.add(new String[] {wire, text.toString()});
                    }
                    text = new StringBuilder(Envelope.head(sender, each.number()));
                    bytes = text.length();
                }
                text.append(message);
                bytes += more;
                expected = each.number() + 1;
            }
            packed.add(new String[] {wire, text.toString()});
        });
        silent.forEach((wire, number) -> packed.add(new String[] {wire, Envelope.head(sender, number)}));
        return packed;
    }

    private void send(List<String[]> batch) throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = source.openUnpooled(options.connectTimeout());
            connection = open;
            try (Statement statement = open.createStatement()) {
                statement.execute("SET synchronous_commit = off");
            }
        }
        try (PreparedStatement statement = open.prepareStatement(
                "SELECT pg_catalog.pg_notify(c, p) FROM unnest(?::text[], ?::text[]) AS m(c, p)")) {
            statement.setArray(
                    1,
                    open.createArrayOf(
                            "text", batch.stream().map(each -> each[0]).toArray()));
            statement.setArray(
                    2,
                    open.createArrayOf(
                            "text", batch.stream().map(each -> each[1]).toArray()));
            statement.execute();
        }
        lock.lock();
        try {
            sent += sending;
            sends += batch.size();
        } finally {
            lock.unlock();
        }
    }

    private void drop() {
        Connection broken = connection;
        connection = null;
        if (broken != null) {
            try {
                broken.close();
            } catch (SQLException e) {
                LOG.debug("A broken connection could not be closed", e);
            }
        }
    }

    /** {@return false if this is closed: what could not be sent by then is not} */
    private boolean await(long millis) {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    int pending() {
        lock.lock();
        try {
            return queue.size() + sending;
        } finally {
            lock.unlock();
        }
    }

    /** {@return sent, sends and dropped} */
    long[] figures() {
        lock.lock();
        try {
            return new long[] {sent, sends, dropped};
        } finally {
            lock.unlock();
        }
    }

    /** Sends what is there, if a server answers, and ends. */
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
        if (running != null) {
            try {
                running.join(options.connectTimeout().toMillis());
                running.interrupt();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        drop();
    }
}
