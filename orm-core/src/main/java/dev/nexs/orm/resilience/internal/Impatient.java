package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.routing.internal.Borrowed;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Borrows from a pool that cannot be told how long one is willing to wait: on a thread that may be left behind. */
public final class Impatient {

    private static final Logger LOG = LoggerFactory.getLogger(Impatient.class);

    private Impatient() {}

    /** Borrows. */
    @FunctionalInterface
    public interface Lender {
        /** {@return a connection} */
        Borrowed lend() throws SQLException;
    }

    /** Gives back. */
    @FunctionalInterface
    public interface Return {
        /** Gives back what nobody waits for any more. */
        void giveBack(Connection connection) throws SQLException;
    }

    /**
     * {@return what {@code lender} lends within {@code time}} What it lends later is given back at once.
     *
     * @throws SQLTimeoutException if it took longer
     */
    public static Borrowed borrow(Duration time, Lender lender, Return late) throws SQLException {
        CompletableFuture<Borrowed> lent = new CompletableFuture<>();
        Thread thread = new Thread(() -> lend(lender, late, lent), "nexs-commit-resolver");
        thread.setDaemon(true);
        thread.start();
        try {
            return lent.get(Math.max(1, time.toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            SQLTimeoutException timeout =
                    new SQLTimeoutException("no connection within " + time.toMillis() + " ms", "08001", e);
            if (lent.completeExceptionally(timeout)) {
                thread.interrupt();
                throw timeout;
            }
            return lent.join(); // it came at the last moment
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            SQLException interrupted = new SQLException("interrupted while waiting for a connection", "08001", e);
            lent.completeExceptionally(interrupted);
            thread.interrupt();
            throw interrupted;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            throw new SQLException("no connection could be had: " + e.getCause(), "08001", e.getCause());
        }
    }

    private static void lend(Lender lender, Return late, CompletableFuture<Borrowed> lent) {
        try {
            Borrowed borrowed = lender.lend();
            if (!lent.complete(borrowed)) {
                late.giveBack(borrowed.connection());
            }
        } catch (SQLException | RuntimeException | Error e) {
            if (!lent.completeExceptionally(e)) {
                LOG.debug("A connection that came too late could not be given back", e);
            }
        }
    }
}
