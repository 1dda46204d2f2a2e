package dev.nexs.orm.observe.internal;

import dev.nexs.orm.cluster.ClusterEvent;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** Events for the JDK's Flight Recorder. While nothing records, making one costs next to nothing. */
public final class JfrObserver implements Observer {

    private final Roles roles;

    /** Names nodes by what they are. */
    public JfrObserver(Roles roles) {
        this.roles = roles;
    }

    /** A borrow. */
    @Name("dev.nexs.orm.Acquire")
    @Label("Acquire a connection")
    @Category("Nexs ORM")
    @StackTrace(false)
    static final class Acquire extends Event {
        @Label("Read preference")
        @Nullable
        String preference;

        @Label("Node")
        @Nullable
        String node;

        @Label("Waited for the primary")
        @Timespan
        long primaryWait;

        @Label("Waited for a node")
        @Timespan
        long nodeWait;

        @Label("Waited for replay")
        @Timespan
        long replayWait;

        @Label("Waited for the pool")
        @Timespan
        long poolWait;

        @Label("Error")
        @Nullable
        String error;
    }

    /** Where a borrow was sent. */
    @Name("dev.nexs.orm.Route")
    @Label("Route")
    @Category("Nexs ORM")
    @Description("Which node serves a borrower, and what it is")
    @StackTrace(false)
    static final class Route extends Event {
        @Label("Read preference")
        @Nullable
        String preference;

        @Label("Node")
        @Nullable
        String node;

        @Label("Role")
        @Nullable
        String role;
    }

    /** A statement. */
    @Name("dev.nexs.orm.Query")
    @Label("Statement")
    @Category("Nexs ORM")
    static final class Query extends Event {
        @Label("Statement without its literals")
        @Nullable
        String text;

        @Label("Node")
        @Nullable
        String node;

        @Label("Rows changed")
        long rows;

        @Label("Error")
        @Nullable
        String error;
    }

    /** A unit of work. */
    @Name("dev.nexs.orm.Transaction")
    @Label("Unit of work")
    @Category("Nexs ORM")
    @StackTrace(false)
    static final class Transaction extends Event {
        @Label("Kind")
        @Nullable
        String kind;

        @Label("Error")
        @Nullable
        String error;
    }

    /** A unit is run again. */
    @Name("dev.nexs.orm.Retry")
    @Label("Retry of a unit of work")
    @Category("Nexs ORM")
    @StackTrace(false)
    static final class Retry extends Event {
        @Label("Reason")
        @Nullable
        String reason;

        @Label("Pause")
        @Timespan
        long pause;
    }

    /** Another node is the primary. */
    @Name("dev.nexs.orm.Failover")
    @Label("Failover")
    @Category("Nexs ORM")
    @StackTrace(false)
    static final class Failover extends Event {
        @Label("Node")
        @Nullable
        String node;

        @Label("Previous primary")
        @Nullable
        String previous;

        @Label("Outage")
        @Timespan(Timespan.MILLISECONDS)
        long outage;
    }

    @Override
    public Object borrowing(String wanted) {
        Acquire event = new Acquire();
        event.preference = wanted;
        event.begin();
        return event;
    }

    @Override
    public void waited(@Nullable Object borrow, Wait why, long nanos) {
        if (borrow instanceof Acquire event) {
            switch (why) {
                case PRIMARY -> event.primaryWait = nanos;
                case NODE -> event.nodeWait = nanos;
                case REPLAY -> event.replayWait = nanos;
                case POOL -> event.poolWait = nanos;
            }
        }
    }

    @Override
    public void borrowed(
            @Nullable Object borrow, @Nullable ObservedConnection connection, @Nullable Throwable failure) {
        if (!(borrow instanceof Acquire event)) {
            return;
        }
        event.end();
        if (event.shouldCommit()) {
            event.node = connection == null ? null : connection.node();
            event.error = name(failure);
            event.commit();
        }
        Route route = new Route();
        if (connection != null && route.shouldCommit()) {
            route.preference = event.preference;
            route.node = connection.node();
            route.role = roles.of(connection.node());
            route.commit();
        }
    }

    @Override
    public Object working(boolean readOnly) {
        Transaction event = new Transaction();
        event.kind = readOnly ? "read" : "write";
        event.begin();
        return event;
    }

    @Override
    public void worked(@Nullable Object work, @Nullable Throwable failure) {
        if (work instanceof Transaction event && event.shouldCommit()) {
            event.error = name(failure);
            event.commit();
        }
    }

    @Override
    public void retrying(@Nullable Object attempt, String reason, long pauseNanos) {
        Retry event = new Retry();
        event.reason = reason;
        event.pause = pauseNanos;
        event.commit();
    }

    @Override
    public @Nullable Object sending(Sent statement) {
        Query event = new Query();
        if (statement.origin() == Origin.MODULE || !event.isEnabled()) {
            return null;
        }
        String sql = statement.sql();
        event.text = sql == null ? "a batch" : QueryText.of(sql).text();
        event.node = statement.node();
        event.begin();
        return event;
    }

    @Override
    public void answered(@Nullable Object sent, long rows, @Nullable Exception failure) {
        if (sent instanceof Query event && event.shouldCommit()) {
            event.rows = rows;
            event.error = name(failure);
            event.commit();
        }
    }

    @Override
    public void happened(Object told) {
        if (told instanceof ClusterEvent.PrimaryElected elected && elected.previous() != null) {
            Failover event = new Failover();
            event.node = elected.node();
            event.previous = elected.previous();
            event.outage = elected.outage().toMillis();
            event.commit();
        }
    }

    private static @Nullable String name(@Nullable Throwable failure) {
        return failure == null ? null : failure.getClass().getName();
    }
}
