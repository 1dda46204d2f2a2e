package dev.nexs.orm.jdbc;

import dev.nexs.orm.observe.internal.ObservedConnection;
import dev.nexs.orm.observe.internal.Observer;
import dev.nexs.orm.observe.internal.Observer.Closing;
import dev.nexs.orm.observe.internal.Observer.Kind;
import dev.nexs.orm.observe.internal.Observer.Origin;
import dev.nexs.orm.observe.internal.Observer.Outcome;
import dev.nexs.orm.observe.internal.Observer.Sent;
import dev.nexs.orm.observe.internal.Observers;
import dev.nexs.orm.pool.ResetOnReturn;
import java.lang.StackWalker.StackFrame;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;

/**
 * A connection as the driver opened it, below the pool. Made once for the life of the connection, so a borrow costs nothing
 * for it, and it sees all that its borrowers do: it tells observers, and takes back what a borrower changed that the pool
 * does not know of. While nobody observes and no text has to be looked at, statements are the driver's own.
 *
 * <p>The pool says nothing when a borrower gives back, but the last it does with the connection then is to clear its
 * warnings; who calls is looked at only where there is something to take back. Used by one thread at a time.
 */
public final class PhysicalConnection extends DelegatingConnection implements ObservedConnection {

    private static final StackWalker CALLER = StackWalker.getInstance();
    private static final String POOLS_PROXY = "com.zaxxer.hikari.pool.ProxyConnection";

    private static final List<String> SESSION = List.of(
            "CLOSE ALL",
            "SET SESSION AUTHORIZATION DEFAULT",
            "RESET ALL",
            "UNLISTEN *",
            "SELECT pg_advisory_unlock_all()",
            "DISCARD TEMP",
            "DISCARD SEQUENCES");

    private final Connection target;
    private final String node;
    private final SessionReset reset;
    private final StatementJudge judge;
    private final Observers observers;
    private final String applicationName;
    private final int holdability;
    private @Nullable Map<String, Object> attributes;
    private volatile @Nullable Object holder;
    private volatile @Nullable Supplier<Closing> closing;
    private boolean sessionTouched;
    private boolean schemaSet;
    private boolean holdabilitySet;
    private @Nullable Map<String, @Nullable String> clientInfoBefore;

    /**
     * One over a connection that was just opened.
     *
     * @param node where it leads
     */
    public PhysicalConnection(
            Connection target, String node, SessionReset reset, StatementJudge judge, Observers observers)
            throws SQLException {
        this.target = target;
        this.node = node;
        this.reset = reset;
        this.judge = judge;
        this.observers = observers;
        String name = target.getClientInfo("ApplicationName");
        this.applicationName = name == null ? "" : name;
        this.holdability = target.getHoldability();
    }

    @Override
    protected Connection target() {
        return target;
    }

    /** {@return the node behind a connection that was borrowed, or null where it is none of ours} */
    public static @Nullable String nodeOf(Connection borrowed) {
        try {
            return borrowed.isWrapperFor(PhysicalConnection.class)
                    ? borrowed.unwrap(PhysicalConnection.class).node
                    : null;
        } catch (SQLException e) {
            return null; // it is closed already
        }
    }

    // ---- what is sent ----

    /** Watches a statement of this connection on behalf of an observer, or of the reset, and is what observers see of it. */
    private final class Watcher implements StatementWatcher, Sent {

        private final @Nullable Observer observer;
        private final @Nullable String prepared;
        private final List<@Nullable Object> values = new ArrayList<>(0);
        private @Nullable String text;
        private Kind kind = Kind.UPDATE;

        Watcher(@Nullable Observer observer, @Nullable String prepared) {
            this.observer = observer;
            this.prepared = prepared;
        }

        @Override
        public @Nullable Object sending(Statement statement, @Nullable String sql, Use use) throws SQLException {
            text = sql == null ? prepared : sql;
            if (sql != null) {
                touch(sql);
            } else if (text == null) {
                sessionTouched = true; // a batch of texts
            }
            if (observer == null) {
                return null;
            }
            kind = PhysicalConnection.kind(use, text);
            return observer.sending(this);
        }

        @Override
        public void answered(@Nullable Object sent, long rows, @Nullable Exception failure) {
            if (observer != null) {
                observer.answered(sent, rows, failure);
            }
        }

        @Override
        public String text(String sql) {
            return observer == null ? sql : observer.text(sql);
        }

        @Override
        public void bound(int index, @Nullable Object value) {
            while (values.size() < index) {
                values.add(null);
            }
            values.set(index - 1, value);
        }

        @Override
        public Connection connection() {
            return PhysicalConnection.this;
        }

        @Override
        public String node() {
            return node;
        }

        @Override
        public ObservedConnection physical() {
            return PhysicalConnection.this;
        }

        @Override
        public @Nullable String sql() {
            return text;
        }

        @Override
        public Origin origin() {
            return PhysicalConnection.origin(text);
        }

        @Override
        public Kind kind() {
            return kind;
        }

        @Override
        public List<@Nullable Object> values() {
            return kind == Kind.BATCH ? List.of() : values;
        }
    }

    /** A COPY, which the driver has an interface of its own for. */
    @FunctionalInterface
    public interface Copying<X extends Exception> {
        /** {@return how many rows there were} */
        long copy(PGConnection driver) throws SQLException, X;
    }

    /**
     * Runs a COPY on a borrowed connection. Whoever observes that connection is told of it as of a statement.
     *
     * @return how many rows there were
     */
    public static <X extends Exception> long copying(Connection borrowed, String sql, Copying<X> work)
            throws SQLException, X {
        PGConnection driver = borrowed.unwrap(PGConnection.class);
        PhysicalConnection physical =
                borrowed.isWrapperFor(PhysicalConnection.class) ? borrowed.unwrap(PhysicalConnection.class) : null;
        Observer observer = physical == null ? null : physical.observers.current();
        if (physical == null || observer == null) {
            return work.copy(driver);
        }
        Watcher watcher = physical.new Watcher(observer, sql);
        watcher.text = sql;
        watcher.kind = Kind.COPY;
        Object sent = observer.sending(watcher);
        try {
            long rows = work.copy(driver);
            observer.answered(sent, rows, null);
            return rows;
        } catch (Exception e) {
            observer.answered(sent, StatementWatcher.NOT_COUNTED, e);
            throw e;
        }
    }

    /** What {@code execute} is sent for shows in the text. */
    private static Kind kind(StatementWatcher.Use use, @Nullable String text) {
        return switch (use) {
            case QUERY -> Kind.QUERY;
            case UPDATE -> Kind.UPDATE;
            case BATCH -> Kind.BATCH;
            case ANY ->
                text != null && text.stripLeading().regionMatches(true, 0, "select", 0, 6) ? Kind.QUERY : Kind.UPDATE;
        };
    }

    private static Origin origin(@Nullable String sql) {
        return sql != null && OwnQuery.isOwn(sql) ? Origin.MODULE : Origin.APPLICATION;
    }

    private boolean looksAtText() {
        return reset.mode() == ResetOnReturn.SESSION;
    }

    private void touch(String sql) {
        if (looksAtText() && !sessionTouched && !OwnQuery.isOwn(sql)) {
            sessionTouched = !judge.keepsSession(sql);
        }
    }

    private Statement watched(Statement statement) {
        Observer observer = observers.current();
        return observer == null && !looksAtText()
                ? statement
                : new WatchedStatement(statement, new Watcher(observer, null));
    }

    /** What is sent in the place of a text, as observers wish. */
    private String text(String sql) {
        Observer observer = observers.current();
        return observer == null ? sql : observer.text(sql);
    }

    /** A text that does not come again is not prepared at the server, where it would stay. */
    private void passing(PreparedStatement statement, Observer observer, String text) throws SQLException {
        if (!observer.comesAgain(text)) {
            statement.unwrap(PGStatement.class).setPrepareThreshold(0);
        }
    }

    private PreparedStatement watched(PreparedStatement statement, String sql, String text) throws SQLException {
        touch(sql);
        Observer observer = observers.current();
        if (observer == null) {
            return statement;
        }
        passing(statement, observer, text);
        return new WatchedPreparedStatement(statement, new Watcher(observer, sql));
    }

    private CallableStatement watched(CallableStatement statement, String sql, String text) throws SQLException {
        touch(sql);
        Observer observer = observers.current();
        if (observer == null) {
            return statement;
        }
        passing(statement, observer, text);
        return new WatchedCallableStatement(statement, new Watcher(observer, sql));
    }

    @Override
    public Statement createStatement() throws SQLException {
        return watched(target.createStatement());
    }

    @Override
    public Statement createStatement(int type, int concurrency) throws SQLException {
        return watched(target.createStatement(type, concurrency));
    }

    @Override
    public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
        return watched(target.createStatement(type, concurrency, holdability));
    }

    @Override
    public PreparedStatement prepareStatement(String sql) throws SQLException {
        String text = text(sql);
        return watched(target.prepareStatement(text), sql, text);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency) throws SQLException {
        String text = text(sql);
        return watched(target.prepareStatement(text, type, concurrency), sql, text);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        String text = text(sql);
        return watched(target.prepareStatement(text, type, concurrency, holdability), sql, text);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int generatedKeys) throws SQLException {
        String text = text(sql);
        return watched(target.prepareStatement(text, generatedKeys), sql, text);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int[] columns) throws SQLException {
        String text = text(sql);
        return watched(target.prepareStatement(text, columns), sql, text);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, String[] columns) throws SQLException {
        String text = text(sql);
        return watched(target.prepareStatement(text, columns), sql, text);
    }

    @Override
    public CallableStatement prepareCall(String sql) throws SQLException {
        String text = text(sql);
        return watched(target.prepareCall(text), sql, text);
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
        String text = text(sql);
        return watched(target.prepareCall(text, type, concurrency), sql, text);
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability) throws SQLException {
        String text = text(sql);
        return watched(target.prepareCall(text, type, concurrency, holdability), sql, text);
    }

    @Override
    public void commit() throws SQLException {
        Observer observer = observers.current();
        if (observer == null) {
            target.commit();
            return;
        }
        Object commit = observer.committing(this);
        try {
            target.commit();
            observer.ended(commit, Outcome.COMMITTED, null);
        } catch (SQLException | RuntimeException e) {
            observer.ended(commit, Outcome.UNKNOWN, e);
            throw e;
        }
    }

    @Override
    public void rollback() throws SQLException {
        Observer observer = observers.current();
        if (observer == null) {
            target.rollback();
            return;
        }
        Object step = observer.rollingBack(this);
        try {
            target.rollback();
            observer.done(step, null);
        } catch (SQLException | RuntimeException e) {
            observer.done(step, e);
            throw e;
        }
    }

    @Override
    public void setAutoCommit(boolean autoCommit) throws SQLException {
        Observer observer = observers.current();
        if (observer == null || autoCommit) {
            target.setAutoCommit(autoCommit);
            return;
        }
        Object step = observer.beginning(this);
        try {
            target.setAutoCommit(false);
            observer.done(step, null);
        } catch (SQLException | RuntimeException e) {
            observer.done(step, e);
            throw e;
        }
    }

    @Override
    public String node() {
        return node;
    }

    @Override
    public @Nullable Object holder() {
        return holder;
    }

    @Override
    public void held(@Nullable Object held) {
        holder = held;
    }

    // ---- its end ----

    /** Has observers told that it is closed, and why as its pool sees it: unless it is broken. */
    public void pooled(Supplier<Closing> why) {
        closing = why;
    }

    private void ending(boolean broken) {
        Supplier<Closing> why = closing;
        closing = null;
        Observer observer = observers.current();
        if (observer != null && why != null) {
            observer.closed(this, broken ? Closing.BROKEN : why.get());
        }
    }

    @Override
    public void close() throws SQLException {
        if (closing != null) {
            ending(target.isClosed());
        }
        target.close();
    }

    @Override
    public void abort(Executor executor) throws SQLException {
        ending(true);
        target.abort(executor);
    }

    /** {@return what hooks keep beside this connection} */
    public Map<String, Object> attributes() {
        if (attributes == null) {
            attributes = new HashMap<>();
        }
        return attributes;
    }

    // ---- what is taken back ----

    /** Has what SQL changed of the session taken back when this borrower gives back, whatever is set for others. */
    public void takeBackSessionOnReturn() {
        sessionTouched = true;
    }

    @Override
    public void setSchema(String schema) throws SQLException {
        target.setSchema(schema);
        schemaSet = reset.schema() == null; // else the pool sets its own back
    }

    @Override
    public void setHoldability(int holdability) throws SQLException {
        target.setHoldability(holdability);
        holdabilitySet = true;
    }

    @Override
    public void setClientInfo(String name, String value) throws SQLClientInfoException {
        remember(name);
        target.setClientInfo(name, value);
    }

    @Override
    public void setClientInfo(Properties properties) throws SQLClientInfoException {
        properties.stringPropertyNames().forEach(this::remember);
        target.setClientInfo(properties);
    }

    private void remember(String name) {
        if (clientInfoBefore == null) {
            clientInfoBefore = new HashMap<>();
        }
        if (!clientInfoBefore.containsKey(name)) {
            clientInfoBefore.put(name, valueOf(name));
        }
    }

    private @Nullable String valueOf(String name) {
        try {
            return target.getClientInfo(name);
        } catch (SQLException e) {
            return null; // then setting it fails, too
        }
    }

    @Override
    public void clearWarnings() throws SQLException {
        Observer observer = observers.current();
        boolean wanted = observer != null && observer.wantsReleases();
        if ((wanted || isTouched()) && isGivenBack()) {
            if (isTouched()) {
                takeBack();
            }
            attributes = null;
            if (wanted && observer != null) {
                observer.released(this);
            }
        }
        target.clearWarnings();
    }

    private boolean isTouched() {
        return reset.mode() == ResetOnReturn.DISCARD_ALL
                || sessionTouched
                || schemaSet
                || clientInfoBefore != null
                || holdabilitySet;
    }

    /** The pool's own proxy calls this when it is closed; a borrower's call comes through a method of the same name. */
    private static boolean isGivenBack() {
        return CALLER.walk(frames -> frames.skip(2).findFirst())
                .filter(PhysicalConnection::closesProxy)
                .isPresent();
    }

    private static boolean closesProxy(StackFrame caller) {
        return caller.getClassName().equals(POOLS_PROXY)
                && caller.getMethodName().equals("close");
    }

    /** A connection that cannot be made good is destroyed: what is thrown has the pool forget it. */
    private void takeBack() throws SQLException {
        try {
            if (holdabilitySet) {
                target.setHoldability(holdability);
            }
            boolean all = reset.mode() == ResetOnReturn.DISCARD_ALL;
            if (all || sessionTouched) {
                takeBackSession(all);
            }
            takeBackCalls(all || sessionTouched);
            sessionTouched = false;
            schemaSet = false;
            holdabilitySet = false;
            clientInfoBefore = null;
        } catch (SQLException | RuntimeException e) {
            target.abort(Runnable::run);
            throw new SQLException(
                    "Node " + node + ": a connection could not be made good for its next borrower and is closed: "
                            + e.getMessage(),
                    "08006",
                    e);
        }
    }

    private void takeBackCalls(boolean sessionIsBack) throws SQLException {
        if (clientInfoBefore != null) {
            for (Map.Entry<String, @Nullable String> before : clientInfoBefore.entrySet()) {
                target.setClientInfo(before.getKey(), before.getValue());
            }
        }
        if (schemaSet && !sessionIsBack) {
            send(
                    reset.initSql() == null
                            ? List.of("RESET search_path")
                            : List.of("RESET search_path", reset.initSql()));
        }
    }

    /** {@code DISCARD ALL} runs alone only. What log-in and the pool had set on the fresh connection is set again. */
    private void takeBackSession(boolean all) throws SQLException {
        List<String> again = new ArrayList<>();
        again.add("SET application_name = '" + applicationName.replace("'", "''") + "'");
        if (reset.isolation() != null) {
            again.add("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL " + reset.isolation());
        }
        if (reset.initSql() != null) {
            again.add(reset.initSql());
        }
        if (all) {
            send(List.of("DISCARD ALL"));
        } else {
            again.addAll(0, SESSION);
        }
        send(again);
        if (reset.schema() != null) {
            target.setSchema(reset.schema());
        }
    }

    private void send(List<String> statements) throws SQLException {
        send(OwnQuery.MARK + String.join("; " + OwnQuery.MARK, statements));
    }

    private void send(String sql) throws SQLException {
        Observer observer = observers.current();
        Object sent = null;
        if (observer != null) {
            Watcher watcher = new Watcher(observer, sql);
            watcher.text = sql;
            sent = observer.sending(watcher);
        }
        try {
            OwnQuery.run(target, statement -> statement.execute(sql));
            if (observer != null) {
                observer.answered(sent, StatementWatcher.NOT_COUNTED, null);
            }
        } catch (SQLException | RuntimeException e) {
            if (observer != null) {
                observer.answered(sent, StatementWatcher.NOT_COUNTED, e);
            }
            throw e;
        }
    }

    @Override
    public String toString() {
        return target.toString();
    }
}
