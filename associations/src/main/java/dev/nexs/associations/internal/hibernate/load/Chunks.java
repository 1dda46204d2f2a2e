package dev.nexs.associations.internal.hibernate.load;

import java.util.List;
import java.util.function.Consumer;

/** Splits very large key lists, so that neither an array parameter nor a result grows without bound. */
final class Chunks {

    private Chunks() {}

    static <T> void each(List<T> all, int size, Consumer<List<T>> action) {
        for (int from = 0; from < all.size(); from += size) {
            action.accept(all.subList(from, Math.min(all.size(), from + size)));
        }
    }
}
