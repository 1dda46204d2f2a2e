package dev.nexs.softdelete.internal;

import dev.nexs.softdelete.PurgeOptions;
import dev.nexs.softdelete.PurgeProgress;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import dev.nexs.softdelete.internal.hibernate.operation.ChildSession;
import dev.nexs.softdelete.internal.hibernate.operation.PurgeStatements;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hibernate.Transaction;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * Empties the trash by age. A batch locks its rows and skips those that another purge, or a restore, has locked, so
 * several may run at once. Within the caller's transaction if there is one, else in a transaction for each batch.
 */
public final class Purge {

    private final SharedSessionContractImplementor session;
    private final SoftDeletePersister persister;
    private final Duration olderThan;
    private final PurgeOptions options;

    /** Of one entity. */
    public Purge(
            SharedSessionContractImplementor session,
            SoftDeletePersister persister,
            Duration olderThan,
            PurgeOptions options) {
        this.session = session;
        this.persister = persister;
        this.olderThan = olderThan;
        this.options = options;
    }

    /** Runs it and returns how many rows of the entity are gone. */
    public long run() {
        PurgeStatements.check(persister, olderThan);
        long total = 0;
        while (total < options.limit()) {
            int size = (int) Math.min(options.batchSize(), options.limit() - total);
            int deleted = inTransaction(() -> batch(size));
            if (deleted == 0) {
                break;
            }
            total += deleted;
            options.progress().accept(new PurgeProgress(persister.getEntityName(), deleted, total));
        }
        return total;
    }

    private int batch(int size) {
        ChildSession child = new ChildSession(session);
        List<Object> ids = child.run(inner -> PurgeStatements.lock(inner, persister, olderThan, size));
        if (ids.isEmpty()) {
            return 0;
        } else if (options.isFast()) {
            child.run(inner -> PurgeStatements.delete(inner, persister, ids));
            child.settle(
                    Set.of(),
                    ids.stream()
                            .map(id -> session.generateEntityKey(id, persister))
                            .collect(Collectors.toSet()));
        } else {
            new ForceDelete(session).delete(persister, ids);
        }
        return ids.size();
    }

    private int inTransaction(Supplier<Integer> batch) {
        if (session.isTransactionInProgress()) {
            return batch.get();
        }
        Transaction transaction = session.beginTransaction();
        try {
            int deleted = batch.get();
            transaction.commit();
            return deleted;
        } catch (RuntimeException | Error e) {
            rollback(transaction, e);
            throw e;
        }
    }

    private static void rollback(Transaction transaction, Throwable cause) {
        try {
            transaction.rollback();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }
}
