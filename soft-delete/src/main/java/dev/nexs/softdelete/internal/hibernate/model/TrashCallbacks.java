package dev.nexs.softdelete.internal.hibernate.model;

import dev.nexs.softdelete.DeletedByProvider;
import dev.nexs.softdelete.TrashEvent;
import dev.nexs.softdelete.TrashListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What the application plugged in. */
public final class TrashCallbacks {

    private final List<TrashListener> listeners = new CopyOnWriteArrayList<>();
    private final Commits commits = new Commits();
    private volatile DeletedByProvider deletedBy = () -> null;

    /** Adds a listener; the returned action removes it. */
    public Runnable add(TrashListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Who is told after a commit. */
    public Commits commits() {
        return commits;
    }

    /** Whether somebody wants to be told about single entities. */
    public boolean hasListeners() {
        return !listeners.isEmpty();
    }

    /** Takes over the provider that the settings name. */
    void adopt(TrashCallbacks mapped) {
        deletedBy = mapped.deletedBy;
    }

    /** Replaces the provider. */
    public void deletedBy(DeletedByProvider provider) {
        deletedBy = provider;
    }

    /** Who deletes, or null if that is not known. */
    public @Nullable String currentUser() {
        return deletedBy.currentUser();
    }

    /** Tells every listener, in the order in which they were added; the first exception ends it. */
    public void fire(BiConsumer<TrashListener, TrashEvent> method, TrashEvent event) {
        for (TrashListener listener : listeners) {
            method.accept(listener, event);
        }
    }
}
