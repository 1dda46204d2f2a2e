package dev.nexs.softdelete.internal.hibernate.read;

import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.event.spi.MergeContext;
import org.hibernate.event.spi.MergeEvent;
import org.hibernate.event.spi.MergeEventListener;

/**
 * A merge that reaches an entity through a reference finds its row in any state, as the reference showed it; a merge of
 * that entity itself finds live rows only, and brings none back.
 */
public final class CascadedMerges implements MergeEventListener {

    private final List<MergeEventListener> standard = new ArrayList<>();

    /** Around the listeners that merge. */
    public CascadedMerges(Iterable<MergeEventListener> standard) {
        standard.forEach(this.standard::add);
    }

    @Override
    public void onMerge(MergeEvent event) {
        standard.forEach(listener -> listener.onMerge(event));
    }

    @Override
    public void onMerge(MergeEvent event, MergeContext copied) {
        SessionTrash trash = SessionTrash.of(event.getSession());
        boolean before = trash.cascadesMerge(true);
        try {
            standard.forEach(listener -> listener.onMerge(event, copied));
        } finally {
            trash.cascadesMerge(before);
        }
    }
}
