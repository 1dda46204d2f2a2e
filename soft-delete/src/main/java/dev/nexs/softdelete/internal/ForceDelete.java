package dev.nexs.softdelete.internal;

import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import dev.nexs.softdelete.internal.hibernate.operation.ChildSession;
import dev.nexs.softdelete.internal.hibernate.operation.PhysicalDeletion;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * Deletes entities physically, live or trashed, with what their removal cascades to and with every link row that points
 * to them.
 */
public final class ForceDelete {

    /** How many are deleted together; what is known of them is forgotten before the next ones. */
    public static final int BATCH = 1_000;

    private final SharedSessionContractImplementor parent;

    /** On behalf of this session. */
    public ForceDelete(SharedSessionContractImplementor parent) {
        this.parent = parent;
    }

    /** Deletes these ids of an entity and returns how many of them there were. */
    public int delete(SoftDeletePersister persister, List<?> ids) {
        int count = 0;
        for (int from = 0; from < ids.size(); from += BATCH) {
            count += batch(persister, ids.subList(from, Math.min(from + BATCH, ids.size())));
        }
        return count;
    }

    /** Deletes page after page of ids. */
    public int deletePages(SoftDeletePersister persister, Supplier<List<Object>> firstPage) {
        int count = 0;
        int deleted = 1;
        for (List<Object> page = firstPage.get(); !page.isEmpty() && deleted > 0; page = firstPage.get()) {
            deleted = batch(persister, page);
            count += deleted;
        }
        return count;
    }

    private int batch(SoftDeletePersister persister, List<?> ids) {
        ChildSession child = new ChildSession(parent);
        PhysicalDeletion deletion = child.run(session -> PhysicalDeletion.of(session, persister, ids));
        child.settle(Set.of(), deletion.gone());
        return deletion.count();
    }
}
