package dev.nexs.orm.hooks.internal;

import dev.nexs.orm.cluster.ClusterEvent;
import dev.nexs.orm.hooks.HookPoint;
import dev.nexs.orm.jdbc.PhysicalConnection;
import dev.nexs.orm.observe.internal.ObservedConnection;
import dev.nexs.orm.observe.internal.Observer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Calls hooks where an observer is told of something. It observes only while there are hooks, and makes an operation only
 * where one listens, so what is not listened to costs the look at an array.
 */
public final class HookObserver implements Observer {

    private static final String UNIT = "nexs.unit";
    private static final String NODE = "nexs.node";
    private static final AtomicLong UNITS = new AtomicLong();

    private final HookTable table;
    private final UnaryOperator<@Nullable String> roleOf;

    private volatile boolean describes;

    /** The unit that runs on this thread. */
    private final ThreadLocal<@Nullable String> unit = new ThreadLocal<>();

    /** Calls the hooks of a table. */
    public HookObserver(HookTable table, UnaryOperator<@Nullable String> roleOf) {
        this.table = table;
        this.roleOf = roleOf;
    }

    /** Has log lines of a unit's thread say which unit that is, and where its connection leads. */
    public void describeThreads() {
        describes = true;
    }

    private boolean listens(HookPoint before, HookPoint after) {
        return table.listens(before) || table.listens(after) || table.listens(HookPoint.ON_ERROR);
    }

    private Operation operation(@Nullable String sql, @Nullable String node) {
        return new Operation(sql)
                .on(node, node == null ? null : roleOf.apply(node))
                .of(null, unit.get());
    }

    private void end(@Nullable Object began, long rows, @Nullable Throwable failure) {
        if (began instanceof Operation operation) {
            operation.end(rows, failure);
            table.after(operation.endsAt(), operation);
            if (failure != null) {
                table.after(HookPoint.ON_ERROR, operation);
            }
        }
    }

    @Override
    public @Nullable Object connecting(String node) throws SQLException {
        if (!listens(HookPoint.BEFORE_CONNECT, HookPoint.AFTER_CONNECT)) {
            return null;
        }
        Operation operation = operation(null, node);
        operation.endsAt(HookPoint.AFTER_CONNECT);
        table.before(HookPoint.BEFORE_CONNECT, operation);
        operation.begin();
        return operation;
    }

    @Override
    public void connected(@Nullable Object connect, @Nullable Throwable failure) {
        end(connect, -1, failure);
    }

    @Override
    public @Nullable Object borrowing(String wanted) throws SQLException {
        if (!listens(HookPoint.BEFORE_ACQUIRE, HookPoint.AFTER_ACQUIRE)) {
            return null;
        }
        Operation operation = operation(null, null);
        operation.attribute("preference", wanted);
        operation.endsAt(HookPoint.AFTER_ACQUIRE);
        table.before(HookPoint.BEFORE_ACQUIRE, operation);
        operation.begin();
        return operation;
    }

    @Override
    public void waited(@Nullable Object borrow, Wait why, long nanos) {
        if (borrow instanceof Operation operation) {
            operation.attribute("waited-for", why.name().toLowerCase(Locale.ROOT));
        }
    }

    @Override
    public void borrowed(
            @Nullable Object borrow, @Nullable ObservedConnection connection, @Nullable Throwable failure) {
        if (describes && connection != null && unit.get() != null) {
            MDC.put(NODE, connection.node());
        }
        if (borrow instanceof Operation operation) {
            String node = connection == null ? null : connection.node();
            operation.on(node, node == null ? null : roleOf.apply(node));
        }
        end(borrow, -1, failure);
    }

    @Override
    public boolean wantsReleases() {
        return table.listens(HookPoint.BEFORE_RELEASE) || table.listens(HookPoint.AFTER_RELEASE);
    }

    /** The pool says it when it is done with the connection, and not before. */
    @Override
    public void released(ObservedConnection physical) {
        Operation operation = operation(null, physical.node());
        table.after(HookPoint.BEFORE_RELEASE, operation);
        table.after(HookPoint.AFTER_RELEASE, operation);
    }

    @Override
    public Object attempting(boolean readOnly, int attempt) {
        String name = (readOnly ? "read-" : "write-") + UNITS.incrementAndGet();
        unit.set(name);
        if (describes) {
            MDC.put(UNIT, name);
        }
        return name;
    }

    @Override
    public void attempted(@Nullable Object attempt, @Nullable Throwable failure) {
        unit.remove();
        if (describes) {
            MDC.remove(UNIT);
            MDC.remove(NODE);
        }
    }

    @Override
    public void retrying(@Nullable Object attempt, String reason, long pauseNanos) {
        if (table.listens(HookPoint.ON_RETRY)) {
            Operation operation = operation(null, null);
            operation.attribute("reason", reason);
            table.after(HookPoint.ON_RETRY, operation);
        }
    }

    private @Nullable Object step(HookPoint before, HookPoint after, Connection connection) throws SQLException {
        if (!listens(before, after)) {
            return null;
        }
        PhysicalConnection physical =
                connection.isWrapperFor(PhysicalConnection.class) ? connection.unwrap(PhysicalConnection.class) : null;
        Operation operation = operation(null, physical == null ? null : physical.node());
        if (physical != null) {
            operation.session(physical.attributes());
        }
        operation.endsAt(after);
        table.before(before, operation);
        operation.begin();
        return operation;
    }

    @Override
    public @Nullable Object beginning(Connection connection) throws SQLException {
        return step(HookPoint.BEFORE_BEGIN, HookPoint.AFTER_BEGIN, connection);
    }

    @Override
    public @Nullable Object rollingBack(Connection connection) throws SQLException {
        return step(HookPoint.BEFORE_ROLLBACK, HookPoint.AFTER_ROLLBACK, connection);
    }

    @Override
    public @Nullable Object committing(Connection connection) throws SQLException {
        return step(HookPoint.BEFORE_COMMIT, HookPoint.AFTER_COMMIT, connection);
    }

    @Override
    public void done(@Nullable Object step, @Nullable Throwable failure) {
        end(step, -1, failure);
    }

    @Override
    public void ended(@Nullable Object commit, Outcome outcome, @Nullable Throwable failure) {
        if (commit instanceof Operation operation) {
            operation.attribute("outcome", outcome.name().toLowerCase(Locale.ROOT));
        }
        end(commit, -1, failure);
    }

    @Override
    public @Nullable Object sending(Sent statement) throws SQLException {
        HookPoint before = before(statement.kind());
        HookPoint after = HookPoint.values().get(before.index() + 1);
        if (statement.origin() == Origin.MODULE || !listens(before, after)) {
            return null;
        }
        Operation operation = operation(statement.sql(), statement.node()).values(statement.values());
        if (statement.physical() instanceof PhysicalConnection physical) {
            operation.session(physical.attributes());
        }
        operation.endsAt(after);
        table.before(before, operation);
        operation.begin();
        return operation;
    }

    @Override
    public void answered(@Nullable Object sent, long rows, @Nullable Exception failure) {
        end(sent, rows, failure);
    }

    private static HookPoint before(Kind kind) {
        return switch (kind) {
            case QUERY -> HookPoint.BEFORE_QUERY;
            case UPDATE -> HookPoint.BEFORE_UPDATE;
            case BATCH -> HookPoint.BEFORE_BATCH;
            case COPY -> HookPoint.BEFORE_COPY;
        };
    }

    @Override
    public void happened(Object event) {
        if (event instanceof ClusterEvent.PrimaryElected elected
                && elected.previous() != null
                && table.listens(HookPoint.ON_FAILOVER)) {
            Operation operation = operation(null, elected.node());
            operation.attribute("event", elected);
            table.after(HookPoint.ON_FAILOVER, operation);
        }
    }
}
