package dev.nexs.softdelete.internal;

import dev.nexs.softdelete.RestoreConflictException;
import dev.nexs.softdelete.RestoreOptions;
import dev.nexs.softdelete.RestoreOptions.OnConflict;
import dev.nexs.softdelete.RestoreResult;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import dev.nexs.softdelete.internal.hibernate.operation.ChildSession;
import dev.nexs.softdelete.internal.hibernate.operation.RefusedCommit;
import dev.nexs.softdelete.internal.hibernate.operation.Restoration;
import dev.nexs.softdelete.internal.hibernate.operation.Savepoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * Takes entities out of the trash, with everything that went there in the same deletion. What was trashed before, on its
 * own, has another deletion id and stays.
 */
public final class Restore {

    /** How many roots are restored together; what is known of them is forgotten before the next ones. */
    public static final int BATCH = 1_000;

    private final SharedSessionContractImplementor parent;
    private final RestoreOptions options;
    private final List<RestoreConflictException> conflicts = new ArrayList<>();
    private boolean begun;
    private int rows;

    /** On behalf of this session. */
    public Restore(SharedSessionContractImplementor parent, RestoreOptions options) {
        this.parent = parent;
        this.options = options;
    }

    /** Restores these ids of an entity. */
    public RestoreResult restore(SoftDeletePersister persister, List<?> ids) {
        return guarded(() -> {
            for (int from = 0; from < ids.size(); from += BATCH) {
                attempt(persister, ids.subList(from, Math.min(from + BATCH, ids.size())));
            }
        });
    }

    /** Restores page after page of ids. What is restored leaves the pages; what has to stay is passed. */
    public RestoreResult restorePages(SoftDeletePersister persister, IntFunction<List<Object>> pageBehind) {
        return guarded(() -> {
            int before = -1;
            List<Object> page = pageBehind.apply(0);
            while (!page.isEmpty() && rows + conflicts.size() > before) {
                before = rows + conflicts.size();
                attempt(persister, page);
                page = pageBehind.apply(conflicts.size());
            }
        });
    }

    /** Restores everything that one deletion took to the trash, whatever entities it is of. */
    public RestoreResult restoreDeletion(List<SoftDeletePersister> entities, UUID deletion) {
        return guarded(() -> run(restoration -> restoration.deletion(entities, deletion)));
    }

    private RestoreResult guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            if (begun) {
                RefusedCommit.because(e, parent);
            }
            throw e;
        }
        return new RestoreResult(rows, options.onConflict() == OnConflict.REPORT ? List.copyOf(conflicts) : List.of());
    }

    /** All of them, or, where some may stay, as many as can be: halves of what fails, down to single rows. */
    private void attempt(SoftDeletePersister persister, List<?> ids) {
        if (options.onConflict() == OnConflict.FAIL) {
            run(restoration -> restoration.roots(persister, ids));
            return;
        }
        try {
            new Savepoints(parent).within(() -> run(restoration -> restoration.roots(persister, ids)));
        } catch (RestoreConflictException e) {
            if (ids.size() == 1) {
                conflicts.add(e);
            } else {
                attempt(persister, ids.subList(0, ids.size() / 2));
                attempt(persister, ids.subList(ids.size() / 2, ids.size()));
            }
        }
    }

    private void run(Consumer<Restoration> work) {
        ChildSession child = new ChildSession(parent);
        var restored = child.run(session -> {
            Restoration restoration = new Restoration(session, options.isWithParents(), () -> begun = true);
            work.accept(restoration);
            return restoration.restored();
        });
        child.settle(restored, Set.of());
        rows += restored.size();
    }
}
