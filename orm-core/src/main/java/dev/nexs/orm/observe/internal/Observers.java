package dev.nexs.orm.observe.internal;

import java.sql.SQLException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Holds who observes a datasource: nobody, as a rule, which costs the look at a field. Thread-safe. Whoever has several to
 * tell hands in one that tells them all.
 */
public final class Observers {

    private volatile @Nullable Observer current;

    /** Nobody observes yet. */
    public Observers() {}

    /** {@return who observes now, or null} Ask once for each thing that begins, and tell its end to the same one. */
    public @Nullable Observer current() {
        return current;
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
     * @param node where what was lent leads
     */
    public <T> T borrowing(String wanted, Lending<T> lending, Function<? super T, @Nullable String> node)
            throws SQLException {
        Observer observer = current;
        if (observer == null) {
            return lending.lend();
        }
        Object borrow = observer.borrowing(wanted);
        try {
            T lent = lending.lend();
            observer.borrowed(borrow, node.apply(lent), null);
            return lent;
        } catch (SQLException | RuntimeException e) {
            observer.borrowed(borrow, null, e);
            throw e;
        }
    }

    /** Lets {@code observer}, or nobody, observe what begins from now on. */
    public void set(@Nullable Observer observer) {
        current = observer;
    }
}
