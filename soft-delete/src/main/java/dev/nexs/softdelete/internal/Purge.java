package dev.nexs.softdelete.internal;

import dev.nexs.softdelete.PurgeOptions;
import dev.nexs.softdelete.PurgeProgress;
import dev.nexs.softdelete.ReferencedRow;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import dev.nexs.softdelete.internal.hibernate.operation.ChildSession;
import dev.nexs.softdelete.internal.hibernate.operation.PhysicalDeletion;
import dev.nexs.softdelete.internal.hibernate.operation.PurgeSelect;
import dev.nexs.softdelete.internal.hibernate.operation.Savepoints;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.hibernate.Transaction;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.exception.ConstraintViolationException;

/**
 * Empties the trash by age. A batch locks its rows and skips those that another purge, or a restore, has locked, so
 * several may run at once. Within the caller's transaction if there is one, else in a transaction for each batch. A row
 * that something outside of the trash still refers to stays, is reported, and does not stand in the way of the others.
 */
public final class Purge {

    private static final String FOREIGN_KEY_VIOLATION = "23503";

    private final SharedSessionContractImplementor session;
    private final SoftDeletePersister persister;
    private final Duration olderThan;
    private final PurgeOptions options;
    private long deleted;
    private long skipped;

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

    /** Runs it and returns how many rows of the entity are gone, or would be if it is a dry run. */
    public long run() {
        if (options.isDryRun()) {
            return inTransaction(() -> Math.min(select().count(), options.limit()));
        }
        while (deleted < options.limit()) {
            int size = (int) Math.min(options.batchSize(), options.limit() - deleted);
            long before = deleted;
            int found = inTransaction(() -> batch(size));
            if (found == 0) {
                break;
            }
            options.progress().accept(new PurgeProgress(persister.getEntityName(), deleted - before, deleted, skipped));
        }
        return deleted;
    }

    private PurgeSelect select() {
        return new PurgeSelect(
                session,
                persister,
                olderThan,
                SoftDeleteModel.of(session.getFactory()).holds(persister));
    }

    private int batch(int size) {
        List<Object> ids = new ChildSession(session).flushed(() -> select().lock(size, skipped));
        if (!ids.isEmpty()) {
            delete(ids);
        }
        return ids.size();
    }

    /** All of them, or as many as nothing refers to: halves of what fails, down to single rows. */
    private void delete(List<Object> ids) {
        int[] count = new int[1];
        try {
            boolean told = !options.isFast()
                    && new ChildSession(session).run(inner -> PhysicalDeletion.isTold(inner, persister));
            if (told) {
                tryOut(ids);
            }
            new Savepoints(session).within(() -> count[0] = deleteAll(ids));
            deleted += count[0];
            skipped += ids.size() - count[0];
        } catch (ConstraintViolationException e) {
            if (!FOREIGN_KEY_VIOLATION.equals(e.getSQLState())) {
                throw e;
            } else if (ids.size() == 1) {
                skipped++;
                options.onReferenced()
                        .accept(new ReferencedRow(
                                persister.getEntityName(), ids.get(0), String.valueOf(e.getConstraintName())));
            } else {
                delete(ids.subList(0, ids.size() / 2));
                delete(ids.subList(ids.size() / 2, ids.size()));
            }
        }
    }

    /**
     * A flush that fails leaves Hibernate's transaction to be rolled back, whatever savepoint there is. So where a deletion
     * needs one, statements show first whether it would fail, and are undone.
     */
    private void tryOut(List<Object> ids) {
        try {
            new Savepoints(session).within(() -> {
                new ChildSession(session).run(inner -> {
                    PhysicalDeletion.tryOut(inner, persister, ids);
                    return true;
                });
                throw new Undone();
            });
        } catch (Undone tried) {
            // Nothing refers to them.
        }
    }

    @SuppressWarnings("serial")
    private static final class Undone extends RuntimeException {

        Undone() {
            super("undone", null, false, false);
        }
    }

    private int deleteAll(List<Object> ids) {
        ChildSession child = new ChildSession(session);
        PhysicalDeletion deletion = child.run(inner -> options.isFast()
                ? PhysicalDeletion.withoutCascades(inner, persister, ids)
                : PhysicalDeletion.of(inner, persister, ids));
        child.settle(Set.of(), deletion.gone());
        return deletion.count();
    }

    private <T> T inTransaction(Supplier<T> work) {
        if (session.isTransactionInProgress()) {
            return work.get();
        }
        Transaction transaction = session.beginTransaction();
        try {
            T result = work.get();
            transaction.commit();
            return result;
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
