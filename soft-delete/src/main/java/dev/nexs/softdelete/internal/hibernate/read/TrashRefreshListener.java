package dev.nexs.softdelete.internal.hibernate.read;

import java.util.ArrayList;
import java.util.List;
import org.hibernate.event.spi.RefreshContext;
import org.hibernate.event.spi.RefreshEvent;
import org.hibernate.event.spi.RefreshEventListener;

/** Refreshes what the application holds, live or trashed. */
public final class TrashRefreshListener implements RefreshEventListener {

    private final List<RefreshEventListener> standard = new ArrayList<>();

    /** Around the listeners that refresh. */
    public TrashRefreshListener(Iterable<RefreshEventListener> standard) {
        standard.forEach(this.standard::add);
    }

    @Override
    public void onRefresh(RefreshEvent event) {
        References.resolving(event.getSession().getLoadQueryInfluencers(), () -> {
            standard.forEach(listener -> listener.onRefresh(event));
            return null;
        });
    }

    @Override
    public void onRefresh(RefreshEvent event, RefreshContext refreshed) {
        References.resolving(event.getSession().getLoadQueryInfluencers(), () -> {
            standard.forEach(listener -> listener.onRefresh(event, refreshed));
            return null;
        });
    }
}
