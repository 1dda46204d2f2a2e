package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.TransactionOptions;
import dev.nexs.orm.TransactionWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.jspecify.annotations.Nullable;

/** Runs a unit inside another one of the same source. */
final class InnerUnit<S> {

    private final Unit<S> outer;

    InnerUnit(Unit<S> outer) {
        this.outer = outer;
    }

    /** {@return the inner unit's view of {@code outer}} */
    @SuppressWarnings("unchecked") // units of one kind have sessions of one type
    static <S> InnerUnit<S> in(Unit<?> outer, SessionKind<S> kind, boolean readOnly, TransactionOptions options) {
        if (outer.kind().getClass() != kind.getClass()) {
            throw new IllegalStateException(
                    "A unit on another kind of session is running on this thread: units join only"
                            + " units of their own kind. Use the outer unit's session, or run this one before or after it");
        }
        if (outer.isReadOnly() && !readOnly) {
            throw new IllegalStateException(
                    "A write unit was begun inside a read unit on this thread: make the outer one"
                            + " a write unit, or write after it");
        }
        if (options.isolation() != null) {
            throw new IllegalStateException("An inner unit asks for isolation " + options.isolation()
                    + ", but runs in the outer unit's transaction; ask for it there");
        }
        return new InnerUnit<>((Unit<S>) outer);
    }

    <T extends @Nullable Object, X extends Exception> T run(boolean savepoint, TransactionWork<? super S, T, X> work)
            throws X {
        if (!savepoint) {
            try {
                return work.apply(outer.session());
            } catch (Throwable e) {
                outer.doom(e);
                throw e;
            }
        }
        return guarded(work);
    }

    /** What has failed before the savepoint cannot be undone with it: then nothing of the unit can be committed. */
    private <T extends @Nullable Object, X extends Exception> T guarded(TransactionWork<? super S, T, X> work)
            throws X {
        if (outer.doomed() != null) {
            throw JdbcFailures.<X>asThrownBy(outer.doomed());
        }
        outer.kind().flush(outer.session());
        boolean rollbackOnly = outer.kind().isRollbackOnly(outer.session());
        Connection connection = outer.connection();
        Savepoint savepoint = JdbcFailures.orThrow("A savepoint could not be set", connection::setSavepoint);
        try {
            T result = work.apply(outer.session());
            finish(connection, savepoint, rollbackOnly);
            return result;
        } catch (Throwable e) {
            undo(connection, savepoint, rollbackOnly, e);
            throw e;
        }
    }

    private void finish(Connection connection, Savepoint savepoint, boolean rollbackOnly) {
        if (outer.doomed() != null) {
            throw JdbcFailures.<RuntimeException>asThrownBy(outer.doomed());
        }
        outer.kind().flush(outer.session());
        JdbcFailures.orThrow("An inner unit of work could not be finished", () -> {
            outer.connection().check();
            if (!rollbackOnly && outer.kind().isRollbackOnly(outer.session())) {
                throw new SQLException(SessionKind.ROLLBACK_ONLY, "25000");
            }
            connection.releaseSavepoint(savepoint);
            return savepoint;
        });
    }

    private void undo(Connection connection, Savepoint savepoint, boolean rollbackOnly, Throwable failure) {
        try {
            connection.rollback(savepoint);
            outer.undoom();
            if (!rollbackOnly) {
                outer.kind().undo(outer.session());
            }
        } catch (SQLException | RuntimeException e) {
            failure.addSuppressed(e);
            outer.doom(failure);
        }
    }
}
