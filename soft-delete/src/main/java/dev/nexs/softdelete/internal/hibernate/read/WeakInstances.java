package dev.nexs.softdelete.internal.hibernate.read;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** A note for each of some instances, by identity, for as long as the application holds them. Thread-safe. */
final class WeakInstances<V> {

    private final ConcurrentMap<Key, V> notes = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

    void put(Object instance, V note) {
        for (Object gone = collected.poll(); gone != null; gone = collected.poll()) {
            notes.remove(gone);
        }
        notes.put(new Key(instance, collected), note);
    }

    @Nullable
    V get(Object instance) {
        return notes.get(new Key(instance, null));
    }

    private static final class Key extends WeakReference<Object> {

        private final int hash;

        Key(Object instance, @Nullable ReferenceQueue<Object> queue) {
            super(instance, queue);
            hash = System.identityHashCode(instance);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (this == other) {
                return true;
            }
            Object mine = get();
            return mine != null && other instanceof Key key && key.get() == mine;
        }
    }
}
