package dev.nexs.orm.notify;

import dev.nexs.orm.NexsDataSource;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.hibernate.SharedSessionContract;
import org.hibernate.resource.transaction.spi.TransactionStatus;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends and receives notifications. One connection listens for all subscriptions, wherever the primary is; one more is opened
 * with the first coalesced message. Thread-safe; close it when the application ends, before its datasource.
 *
 * <pre>{@code
 * Notifications notifications = Notifications.of(dataSource);
 * notifications.listen("orders", message -> refresh(message.payload()), o -> o.onGap(gap -> refreshAll()));
 * tx.run(session -> {
 *     session.persist(order);
 *     notifications.notify(session, "orders", order.id().toString(), Delivery.COALESCED);
 * });
 * }</pre>
 */
public final class Notifications implements AutoCloseable {

    /** The table that keeps payloads too long for a message, found through the search path. */
    public static final String SPILL_TABLE = "nexs_notification";

    /** Creates that table if it is not there; belongs in a migration. The role needs INSERT, SELECT and DELETE. */
    public static final String CREATE_SPILL_TABLE = "CREATE TABLE IF NOT EXISTS " + SPILL_TABLE
            + " (id uuid PRIMARY KEY, payload text NOT NULL, created_at timestamptz NOT NULL DEFAULT now())";

    private static final String SHARED = "nexs";
    private static final char SCOPE = '\u001f';
    private static final int LONGEST_CHANNEL = 63;

    private final NotificationOptions options;
    private final Listener listener;
    private final Outbox outbox;
    private final String scope;

    private Notifications(NotificationOptions options, Listener listener, Outbox outbox, String scope) {
        this.options = options;
        this.listener = listener;
        this.outbox = outbox;
        this.scope = scope;
    }

    /** {@return notifications of the database behind {@code dataSource}} */
    public static Notifications of(NexsDataSource dataSource) {
        return of(dataSource, options -> {});
    }

    /**
     * {@return notifications of the database behind {@code dataSource}}
     *
     * @throws IllegalArgumentException naming an option that is not allowed
     */
    public static Notifications of(NexsDataSource dataSource, Consumer<? super NotificationOptions.Builder> options) {
        NotificationOptions.Builder builder = new NotificationOptions.Builder();
        options.accept(builder);
        NotificationOptions built = builder.build();
        return new Notifications(built, new Listener(dataSource, built), new Outbox(dataSource, built), "");
    }

    /**
     * {@return the same with channels of their own, such as those of a schema or tenant} It shares the connections; closing
     * either closes both.
     */
    public Notifications scoped(String name) {
        if (name.isEmpty() || name.indexOf(SCOPE) >= 0) {
            throw new IllegalArgumentException(
                    "A scope needs a name without control characters, but this is '" + name + "'");
        }
        return new Notifications(options, listener, outbox, scope + name + SCOPE);
    }

    /** Subscribes to a channel, as the options' defaults say. */
    public Subscription listen(String channel, Consumer<? super Notification> handler) {
        return listen(channel, handler, subscription -> {});
    }

    /**
     * Subscribes to a channel. Returns when the server has been told, so nothing that commits afterwards is missed. Several
     * handlers of one channel each get every message.
     *
     * @throws IllegalStateException if no primary could be reached in time
     * @throws IllegalArgumentException naming an option that is not allowed
     */
    public Subscription listen(
            String channel,
            Consumer<? super Notification> handler,
            Consumer<? super SubscriptionOptions.Builder> subscription) {
        return subscribe(channel, wire(channel), channel::equals, handler, subscription);
    }

    /**
     * Subscribes to a channel whose payloads are JSON.
     *
     * @param type what Jackson makes of them; what it cannot read counts as a failure of the handler
     */
    public <T> Subscription listen(
            String channel,
            Class<T> type,
            Consumer<? super T> handler,
            Consumer<? super SubscriptionOptions.Builder> subscription) {
        return listen(channel, message -> handler.accept(Json.read(message.payload(), type)), subscription);
    }

    /**
     * Subscribes to all channels that match {@code pattern}, in which {@code *} stands for any characters.
     *
     * @throws IllegalStateException if these notifications are not multiplexed, or no primary could be reached in time
     */
    public Subscription listenPattern(
            String pattern,
            Consumer<? super Notification> handler,
            Consumer<? super SubscriptionOptions.Builder> subscription) {
        if (!options.multiplexed()) {
            throw new IllegalStateException("The server knows no patterns of channels: set multiplexed(true) here and"
                    + " where " + pattern + " is sent to, so that all channels share one");
        }
        Pattern compiled = Pattern.compile(Pattern.quote(pattern).replace("*", "\\E.*\\Q"), Pattern.DOTALL);
        return subscribe(pattern, scope + SHARED, name -> compiled.matcher(name).matches(), handler, subscription);
    }

    private Subscription subscribe(
            String name,
            String wire,
            java.util.function.Predicate<String> matches,
            Consumer<? super Notification> handler,
            Consumer<? super SubscriptionOptions.Builder> subscription) {
        SubscriptionOptions.Builder builder = new SubscriptionOptions.Builder();
        subscription.accept(builder);
        Inbox inbox = new Inbox(name, matches, handler, builder.build(), listener::remove);
        listener.add(wire, inbox);
        return inbox;
    }

    private String wire(String channel) {
        String wire = scope + (options.multiplexed() ? SHARED : channel);
        int bytes = wire.getBytes(StandardCharsets.UTF_8).length;
        if (channel.isEmpty() || bytes > LONGEST_CHANNEL) {
            throw new IllegalArgumentException("Channel '" + channel + "' takes " + bytes
                    + " bytes with its scope, but a channel's name has 1 to " + LONGEST_CHANNEL);
        }
        return wire;
    }

    /** Sends with the transaction of {@code session}: {@link Delivery#TRANSACTIONAL}. */
    public void notify(SharedSessionContract session, String channel, String payload) {
        notify(session, channel, payload, Delivery.TRANSACTIONAL);
    }

    /**
     * Sends when the transaction of {@code session} has committed, and not if it rolls back.
     *
     * @throws IllegalStateException if it has none
     * @throws IllegalArgumentException if the payload is too long
     */
    public void notify(SharedSessionContract session, String channel, String payload, Delivery delivery) {
        if (!session.isJoinedToTransaction()) {
            throw new IllegalStateException(
                    "A notification goes with a transaction, and the session has none; begin one,"
                            + " or use notify(channel, payload), which sends at once");
        }
        if (delivery == Delivery.TRANSACTIONAL) {
            session.doWork(connection -> notify(connection, channel, payload));
            return;
        }
        String wire = wire(channel);
        String checked = fitting(wire, channel, payload, session);
        session.getTransaction().runAfterCompletion(status -> {
            if (status == TransactionStatus.COMMITTED) {
                outbox.put(wire, channel, checked);
            }
        });
    }

    private String fitting(String wire, String channel, String payload, @Nullable SharedSessionContract session) {
        int bytes = Envelope.bytes(
                new Envelope("0123456789abc", Long.MAX_VALUE, List.of(new Envelope.Message(channel, payload, false)))
                        .toString());
        if (bytes > Envelope.LIMIT) {
            throw tooLong(wire, Envelope.bytes(payload), session != null && options.spill());
        }
        return payload;
    }

    private static IllegalArgumentException tooLong(String channel, int bytes, boolean couldSpill) {
        return new IllegalArgumentException("The payload for channel " + channel.replace(SCOPE, ':') + " takes " + bytes
                + " bytes, but a message holds fewer than 8,000, its address included; send an id and let the receiver read"
                + " the row" + (couldSpill ? ", or send it TRANSACTIONAL, which spills it" : ", or set spill(true)"));
    }

    /**
     * Sends with the transaction of a plain connection, or at once in auto-commit.
     *
     * @throws IllegalArgumentException if the payload is too long
     */
    public void notify(Connection connection, String channel, String payload) throws SQLException {
        String wire = wire(channel);
        String text = options.multiplexed()
                ? new Envelope("", 0, List.of(new Envelope.Message(channel, payload, false))).toString()
                : payload;
        if (Envelope.bytes(text) > Envelope.LIMIT) {
            if (!options.spill()) {
                throw tooLong(wire, Envelope.bytes(payload), false);
            }
            text = new Envelope("", 0, List.of(new Envelope.Message(channel, spill(connection, payload), true)))
                    .toString();
        }
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_catalog.pg_notify(?, ?)")) {
            statement.setString(1, wire);
            statement.setString(2, text);
            statement.execute();
        }
    }

    /** Keeps a payload, and deletes some that are older than an hour. */
    private static String spill(Connection connection, String payload) throws SQLException {
        String id = UUID.randomUUID().toString();
        try (PreparedStatement statement = connection.prepareStatement("WITH old AS (DELETE FROM " + SPILL_TABLE
                + " WHERE id IN (SELECT id FROM " + SPILL_TABLE
                + " WHERE created_at < now() - interval '1 hour' LIMIT 100 FOR UPDATE SKIP LOCKED))"
                + " INSERT INTO " + SPILL_TABLE + " (id, payload) VALUES (?::uuid, ?)")) {
            statement.setString(1, id);
            statement.setString(2, payload);
            statement.executeUpdate();
        }
        return id;
    }

    /** Sends at once, coalesced with what else is sent within few milliseconds. Never waits. */
    public void notify(String channel, String payload) {
        String wire = wire(channel);
        outbox.put(wire, channel, fitting(wire, channel, payload, null));
    }

    /** Sends a value as JSON when the transaction of {@code session} has committed. */
    public void notifyJson(SharedSessionContract session, String channel, Object value, Delivery delivery) {
        notify(session, channel, Json.write(value), delivery);
    }

    /** {@return figures since the start} */
    public NotificationStatistics statistics() {
        long[] figures = outbox.figures();
        return new NotificationStatistics(
                listener.isConnected(),
                listener.connects(),
                listener.received(),
                figures[0],
                figures[1],
                outbox.pending(),
                figures[2],
                listener.queueUsage(),
                listener.commitsWaiting(),
                listener.mostCommitsWaiting());
    }

    /** Sends what waits, if a server answers within the connect timeout, and ends all subscriptions. */
    @Override
    public void close() {
        outbox.close();
        listener.close();
    }

    /** Loaded only where payloads are JSON. */
    private static final class Json {

        private static final JsonMapper MAPPER = new JsonMapper();

        private Json() {}

        static <T> T read(String text, Class<T> type) {
            return MAPPER.readValue(text, type);
        }

        static String write(Object value) {
            return MAPPER.writeValueAsString(value);
        }
    }
}
