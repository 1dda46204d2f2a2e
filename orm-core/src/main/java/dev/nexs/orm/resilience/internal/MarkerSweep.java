package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.jdbc.OwnQuery;
import dev.nexs.orm.resilience.CommitMarkers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes old marker rows on the connection of a unit that has just committed one: after every 500 rows, or a minute. So
 * whoever writes markers also removes them, at twice the pace, without a thread; the unit whose turn it is waits for two
 * round trips. Several processes sweep beside each other, since each skips what another has locked. Thread-safe.
 */
final class MarkerSweep {

    static final int EVERY = 500;

    private static final Logger LOG = LoggerFactory.getLogger(MarkerSweep.class);
    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

    /** Nobody should wait for the sweep: not for a standby, nor for a lock on the table. */
    private static final String MODEST = OwnQuery.MARK
            + "SET LOCAL synchronous_commit = off; SET LOCAL lock_timeout = 100; SET LOCAL statement_timeout = 2000";

    private final AtomicInteger written = new AtomicInteger();
    private final AtomicLong last = new AtomicLong(System.nanoTime());
    private volatile boolean warned;

    /** A row was committed on {@code connection}, which is in no transaction now. */
    void written(Connection connection, Duration age) {
        if (isDue()) {
            sweep(connection, age);
        }
    }

    private boolean isDue() {
        long before = last.get();
        long now = System.nanoTime();
        boolean due = written.incrementAndGet() >= EVERY || now - before >= PAUSE;
        if (!due || !last.compareAndSet(before, now)) {
            return false;
        }
        written.set(0);
        return true;
    }

    private void sweep(Connection connection, Duration age) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(MODEST);
            int swept = CommitMarkers.sweep(connection, age);
            connection.commit();
            LOG.debug("{} commit markers older than {} were swept", swept, age);
        } catch (SQLException e) {
            undo(connection, e);
        }
    }

    /** The unit is committed, whatever becomes of the sweep. */
    private void undo(Connection connection, SQLException failure) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
        if (warned) {
            LOG.debug("Commit markers could not be swept", failure);
        } else {
            warned = true;
            LOG.warn(
                    "Commit markers could not be swept: {}. The role needs DELETE on {}; or switch sweepMarkers off and call"
                            + " CommitMarkers.sweep from a scheduler",
                    failure.getMessage(),
                    CommitMarkers.TABLE);
        }
    }
}
