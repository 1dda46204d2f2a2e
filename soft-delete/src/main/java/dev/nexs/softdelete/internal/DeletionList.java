package dev.nexs.softdelete.internal;

import dev.nexs.softdelete.Deletion;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import dev.nexs.softdelete.internal.hibernate.operation.ChildSession;
import dev.nexs.softdelete.internal.hibernate.operation.DeletionRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/** The deletions in the trash of some entities, newest first. */
public final class DeletionList {

    private static final Comparator<Deletion> NEWEST_FIRST = Comparator.comparing(
                    Deletion::at, Comparator.nullsLast(Comparator.<Instant>reverseOrder()))
            .thenComparing(Deletion::id);

    private final SharedSessionContractImplementor session;
    private final List<SoftDeletePersister> entities;

    /** As this session may see them. */
    public DeletionList(SharedSessionContractImplementor session, List<SoftDeletePersister> entities) {
        this.session = session;
        this.entities = entities;
    }

    /** At most so many of them. */
    public List<Deletion> newest(int limit) {
        return new ChildSession(session).flushed(() -> {
            List<UUID> ids = read(limit, null).stream()
                    .sorted(NEWEST_FIRST)
                    .limit(limit)
                    .map(Deletion::id)
                    .toList();
            return ids.isEmpty()
                    ? List.<Deletion>of()
                    : read(Integer.MAX_VALUE, ids).stream().sorted(NEWEST_FIRST).toList();
        });
    }

    private List<Deletion> read(int limit, @Nullable List<UUID> ids) {
        Map<UUID, Deletion> found = new LinkedHashMap<>();
        for (SoftDeletePersister entity : entities) {
            DeletionRows.read(session, entity, limit, ids)
                    .forEach(deletion -> found.merge(deletion.id(), deletion, DeletionList::both));
        }
        return new ArrayList<>(found.values());
    }

    private static Deletion both(Deletion one, Deletion other) {
        Map<String, Long> rows = new LinkedHashMap<>(one.rows());
        other.rows().forEach((entity, count) -> rows.merge(entity, count, Long::sum));
        return new Deletion(
                one.id(),
                one.at() == null ? other.at() : one.at(),
                one.by() == null ? other.by() : one.by(),
                one.reason() == null ? other.reason() : one.reason(),
                rows);
    }
}
