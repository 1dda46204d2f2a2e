package dev.nexs.softdelete.internal.hibernate.operation;

import jakarta.transaction.Synchronization;
import org.hibernate.TransactionException;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * Lets the commit of a transaction fail in which a restore failed halfway. Hibernate's own {@code commit} rolls a
 * transaction that is marked for rollback back without a word, unless it runs in compliance with Jakarta Persistence; who
 * caught the exception would then take the rest of the work for committed. So it is not marked, and refuses instead.
 */
public final class RefusedCommit implements Synchronization {

    private final RuntimeException failure;

    private RefusedCommit(RuntimeException failure) {
        this.failure = failure;
    }

    /** Refuses the commit of the transaction in progress, if there is one. */
    public static void because(RuntimeException failure, SharedSessionContractImplementor session) {
        if (session.isTransactionInProgress()) {
            session.getTransactionCoordinator()
                    .getLocalSynchronizations()
                    .registerSynchronization(new RefusedCommit(failure));
        }
    }

    @Override
    public void beforeCompletion() {
        throw new TransactionException(
                "The transaction cannot be committed, because a restore in it failed halfway. Roll it back and leave the"
                        + " restore out, or remove what is in its way first.",
                failure);
    }

    @Override
    public void afterCompletion(int status) {
        // Nothing is left behind.
    }
}
