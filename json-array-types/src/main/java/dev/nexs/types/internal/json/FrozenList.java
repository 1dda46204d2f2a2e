package dev.nexs.types.internal.json;

import java.util.AbstractList;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** What a list held when it was loaded. A class of its own, so that a comparison knows it without a search. */
final class FrozenList extends AbstractList<@Nullable Object> implements RandomAccess {

    private final @Nullable Object[] elements;

    FrozenList(@Nullable Object[] elements) {
        this.elements = elements;
    }

    @Override
    public @Nullable Object get(int index) {
        return elements[index];
    }

    @Override
    public int size() {
        return elements.length;
    }
}
