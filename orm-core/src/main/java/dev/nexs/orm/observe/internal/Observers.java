package dev.nexs.orm.observe.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Holds who observes a datasource: nobody, as a rule, which costs the look at a field. Thread-safe. Several are told one
 * after the other, in the order in which they came.
 */
public final class Observers {

    private volatile @Nullable Observer current;

    /** Nobody observes yet. */
    public Observers() {}

    /** {@return who observes now, or null} Ask once for each thing that begins, and tell its end to the same one. */
    public @Nullable Observer current() {
        return current;
    }

    /**
     * {@return who observes a datasource}
     *
     * @throws IllegalArgumentException when it is not ours, or hides it
     */
    public static Observers of(DataSource source) {
        try {
            return source.unwrap(Observers.class);
        } catch (SQLException e) {
            throw new IllegalArgumentException(source + " cannot be observed; hand in the NexsDataSource itself", e);
        }
    }

    /** Something that takes a connection from somewhere. */
    @FunctionalInterface
    public interface Lending<T> {
        /** Borrows. */
        T lend() throws SQLException;
    }

    /**
     * {@return what {@code lending} lends} Whoever observes is told of the borrow.
     *
     * @param wanted which nodes may serve it
     * @param connection of what was lent
     */
    public <T> T borrowing(String wanted, Lending<T> lending, Function<? super T, Connection> connection)
            throws SQLException {
        Observer observer = current;
        if (observer == null) {
            return lending.lend();
        }
        Object borrow = observer.borrowing(wanted);
        Waits waits = Waits.begin();
        try {
            T lent = lending.lend();
            waits.end(observer, borrow);
            observer.borrowed(borrow, physical(connection.apply(lent)), null);
            return lent;
        } catch (SQLException | RuntimeException e) {
            waits.end(observer, borrow);
            observer.borrowed(borrow, null, e);
            throw e;
        }
    }

    private static @Nullable ObservedConnection physical(Connection borrowed) throws SQLException {
        return borrowed.isWrapperFor(ObservedConnection.class) ? borrowed.unwrap(ObservedConnection.class) : null;
    }

    /** Lets {@code observer} observe what begins from now on. */
    public synchronized void add(Observer observer) {
        Observer now = current;
        if (now == null) {
            current = observer;
        } else if (now instanceof Several several) {
            current = several.with(observer);
        } else {
            current = new Several(new Observer[] {now, observer});
        }
    }

    /** Tells {@code observer} of nothing that begins from now on. */
    public synchronized void remove(Observer observer) {
        Observer now = current;
        if (now == observer) {
            current = null;
        } else if (now instanceof Several several) {
            current = several.without(observer);
        }
    }

    /** Tells several; what each returned at a beginning is handed back to it at the end. */
    private static final class Several implements Observer {

        private final Observer[] all;

        Several(Observer[] all) {
            this.all = all;
        }

        Observer with(Observer observer) {
            Observer[] more = Arrays.copyOf(all, all.length + 1);
            more[all.length] = observer;
            return new Several(more);
        }

        Observer without(Observer observer) {
            Observer[] fewer = Arrays.stream(all).filter(one -> one != observer).toArray(Observer[]::new);
            return fewer.length == 1 ? fewer[0] : new Several(fewer);
        }

        private static @Nullable Object of(@Nullable Object began, int index) {
            return began == null ? null : ((Object[]) began)[index];
        }

        /** How one is told of a beginning. */
        private interface Beginning {
            @Nullable
            Object tell(Observer observer) throws SQLException;
        }

        /** How one is told of an end. */
        private interface End {
            void tell(Observer observer, @Nullable Object began);
        }

        /** One that refuses ends it: those that were told of the beginning are told of that end. */
        private Object begin(Beginning beginning, End refused) throws SQLException {
            @Nullable Object[] began = new Object[all.length];
            for (int i = 0; i < all.length; i++) {
                try {
                    began[i] = beginning.tell(all[i]);
                } catch (SQLException e) {
                    for (int told = 0; told < i; told++) {
                        refused.tell(all[told], began[told]);
                    }
                    throw e;
                }
            }
            return began;
        }

        private void end(@Nullable Object began, End end) {
            for (int i = 0; i < all.length; i++) {
                end.tell(all[i], of(began, i));
            }
        }

        @Override
        public Object borrowing(String wanted) throws SQLException {
            return begin(one -> one.borrowing(wanted), (one, began) -> one.borrowed(began, null, refusal()));
        }

        @Override
        public void waited(@Nullable Object borrow, Wait why, long nanos) {
            for (int i = 0; i < all.length; i++) {
                all[i].waited(of(borrow, i), why, nanos);
            }
        }

        @Override
        public void borrowed(
                @Nullable Object borrow, @Nullable ObservedConnection connection, @Nullable Throwable failure) {
            for (int i = 0; i < all.length; i++) {
                all[i].borrowed(of(borrow, i), connection, failure);
            }
        }

        @Override
        public Object working(boolean readOnly) {
            @Nullable Object[] began = new Object[all.length];
            for (int i = 0; i < all.length; i++) {
                began[i] = all[i].working(readOnly);
            }
            return began;
        }

        @Override
        public void worked(@Nullable Object work, @Nullable Throwable failure) {
            for (int i = all.length - 1; i >= 0; i--) {
                all[i].worked(of(work, i), failure);
            }
        }

        @Override
        public String text(String sql) {
            String text = sql;
            for (Observer one : all) {
                text = one.text(text);
            }
            return text;
        }

        @Override
        public boolean comesAgain(String text) {
            for (Observer one : all) {
                if (!one.comesAgain(text)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public Object attempting(boolean readOnly, int attempt) {
            @Nullable Object[] began = new Object[all.length];
            for (int i = 0; i < all.length; i++) {
                began[i] = all[i].attempting(readOnly, attempt);
            }
            return began;
        }

        @Override
        public void attempted(@Nullable Object attempt, @Nullable Throwable failure) {
            for (int i = 0; i < all.length; i++) {
                all[i].attempted(of(attempt, i), failure);
            }
        }

        @Override
        public void retrying(@Nullable Object attempt, String reason, long pauseNanos) {
            for (int i = 0; i < all.length; i++) {
                all[i].retrying(of(attempt, i), reason, pauseNanos);
            }
        }

        @Override
        public Object committing(Connection connection) throws SQLException {
            return begin(
                    one -> one.committing(connection),
                    (one, began) -> one.ended(began, Outcome.ROLLED_BACK, refusal()));
        }

        @Override
        public void ended(@Nullable Object commit, Outcome outcome, @Nullable Throwable failure) {
            end(commit, (one, began) -> one.ended(began, outcome, failure));
        }

        @Override
        public Object beginning(Connection connection) throws SQLException {
            return begin(one -> one.beginning(connection), (one, began) -> one.done(began, refusal()));
        }

        @Override
        public Object rollingBack(Connection connection) throws SQLException {
            return begin(one -> one.rollingBack(connection), (one, began) -> one.done(began, refusal()));
        }

        @Override
        public void done(@Nullable Object step, @Nullable Throwable failure) {
            end(step, (one, began) -> one.done(began, failure));
        }

        @Override
        public boolean wantsReleases() {
            return Arrays.stream(all).anyMatch(Observer::wantsReleases);
        }

        @Override
        public void released(ObservedConnection physical) {
            end(null, (one, began) -> one.released(physical));
        }

        @Override
        public Object sending(Sent statement) throws SQLException {
            return begin(one -> one.sending(statement), (one, began) -> one.answered(began, -1, refusal()));
        }

        @Override
        public void answered(@Nullable Object sent, long rows, @Nullable Exception failure) {
            end(sent, (one, began) -> one.answered(began, rows, failure));
        }

        @Override
        public Object connecting(String node) throws SQLException {
            return begin(one -> one.connecting(node), (one, began) -> one.connected(began, refusal()));
        }

        @Override
        public void connected(@Nullable Object connect, @Nullable Throwable failure) {
            end(connect, (one, began) -> one.connected(began, failure));
        }

        @Override
        public void closed(ObservedConnection physical, Closing why) {
            end(null, (one, began) -> one.closed(physical, why));
        }

        private static SQLException refusal() {
            return new SQLException("Another observer refused it");
        }

        @Override
        public void happened(Object event) {
            for (Observer observer : all) {
                observer.happened(event);
            }
        }
    }
}
