package dev.nexs.types.internal.json;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a map held when it was loaded: keys and values in one array, eight times smaller than a hash map.
 *
 * <p>The price is a search over the keys by whoever reads it as a map. A comparison looks the keys up in the other map
 * and so does not pay it.
 */
final class FrozenMap extends AbstractMap<Object, @Nullable Object> {

    private final @Nullable Object[] keysAndValues;

    FrozenMap(@Nullable Object[] keysAndValues) {
        this.keysAndValues = keysAndValues;
    }

    @Nullable
    Object keyAt(int index) {
        return keysAndValues[2 * index];
    }

    @Nullable
    Object valueAt(int index) {
        return keysAndValues[2 * index + 1];
    }

    static boolean sameKey(@Nullable Object one, @Nullable Object other) {
        return one == other || (one != null && one.equals(other));
    }

    /** Where the key is, or -1. */
    int indexOf(@Nullable Object key) {
        for (int i = 0; i < size(); i++) {
            if (sameKey(key, keyAt(i))) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public int size() {
        return keysAndValues.length / 2;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return indexOf(key) >= 0;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        int index = indexOf(key);
        return index < 0 ? null : valueAt(index);
    }

    @Override
    public Set<Map.Entry<Object, @Nullable Object>> entrySet() {
        return new Entries();
    }

    private final class Entries extends AbstractSet<Map.Entry<Object, @Nullable Object>> {

        @Override
        public int size() {
            return FrozenMap.this.size();
        }

        @Override
        public Iterator<Map.Entry<Object, @Nullable Object>> iterator() {
            return new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return next < size();
                }

                @Override
                @SuppressWarnings("NullAway") // a map may hold a null key
                public Map.Entry<Object, @Nullable Object> next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException();
                    }
                    int index = next++;
                    return new SimpleImmutableEntry<>(keyAt(index), valueAt(index));
                }
            };
        }
    }
}
