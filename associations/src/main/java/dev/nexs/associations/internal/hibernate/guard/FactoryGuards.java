package dev.nexs.associations.internal.hibernate.guard;

import dev.nexs.associations.NPlusOne;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** What the guards of one session factory share. */
public final class FactoryGuards {

    private final List<Consumer<NPlusOne>> listeners = new CopyOnWriteArrayList<>();

    /** Nobody listens yet. */
    public FactoryGuards() {}

    /** Adds a listener, until {@link #remove}. */
    public void add(Consumer<NPlusOne> listener) {
        listeners.add(listener);
    }

    /** Removes a listener. */
    public void remove(Consumer<NPlusOne> listener) {
        listeners.remove(listener);
    }

    void notify(NPlusOne report) {
        listeners.forEach(listener -> listener.accept(report));
    }
}
