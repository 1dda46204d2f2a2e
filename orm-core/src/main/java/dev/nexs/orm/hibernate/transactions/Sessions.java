package dev.nexs.orm.hibernate.transactions;

import dev.nexs.orm.resilience.internal.SessionKind;
import java.sql.SQLException;
import java.util.Arrays;
import org.hibernate.SharedSessionContract;
import org.hibernate.StaleStateException;
import org.hibernate.Transaction;
import org.hibernate.dialect.lock.OptimisticEntityLockException;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.resource.transaction.spi.TransactionStatus;

/** What stateful and stateless sessions have in common. */
final class Sessions {

    private static final String MERGING = "MergeEventListener";

    private Sessions() {}

    /** A native session whose transaction is marked would roll back on commit and return as if nothing were. */
    static void commit(SharedSessionContract session) throws SQLException {
        if (isRollbackOnly(session)) {
            throw new SQLException(SessionKind.ROLLBACK_ONLY, "25000");
        }
        session.getTransaction().commit();
    }

    static void rollback(SharedSessionContract session) {
        Transaction transaction = session.getTransaction();
        if (transaction.getStatus().canRollback()) {
            transaction.rollback();
        }
    }

    static boolean isRollbackOnly(SharedSessionContract session) {
        return session.getTransaction().getStatus() == TransactionStatus.MARKED_ROLLBACK;
    }

    /**
     * Takes back that the transaction was marked, which the API does not offer. Over the unit's connection a second
     * beginning sends nothing and calls nobody back.
     */
    static void takeBackMark(SharedSessionContract session) {
        if (isRollbackOnly(session)) {
            ((SharedSessionContractImplementor) session)
                    .getJdbcCoordinator()
                    .getLogicalConnection()
                    .getPhysicalJdbcTransaction()
                    .begin();
        }
    }

    /**
     * Whether an UPDATE, DELETE or lock of this session, or the check of its versions, found another version than it had
     * read; reading afresh helps. Not a detached copy that was stale when it was merged: it would be the next time, too.
     */
    static boolean foundStaleRow(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof OptimisticEntityLockException) {
                return true;
            }
            if (each instanceof StaleStateException) {
                return each.getCause() != null || !wasThrownByMerge(each);
            }
        }
        return false;
    }

    private static boolean wasThrownByMerge(Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .anyMatch(frame -> frame.getClassName().endsWith(MERGING));
    }
}
