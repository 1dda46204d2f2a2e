package dev.nexs.softdelete.internal.hibernate.cache;

import java.io.Serializable;
import java.util.Map;
import org.hibernate.cache.spi.entry.CacheEntry;
import org.hibernate.cache.spi.entry.StructuredCacheEntry;
import org.jspecify.annotations.Nullable;

/** Stands for the state of a trashed entity on its way to the second-level cache, which it never enters. */
public final class TrashedCacheEntry implements CacheEntry {

    private static final long serialVersionUID = 1L;
    private static final String TRASHED = "nexs:trashed";

    static boolean is(@Nullable Object value) {
        return value instanceof TrashedCacheEntry
                || (value instanceof Map<?, ?> map && TRASHED.equals(map.get(StructuredCacheEntry.SUBCLASS_KEY)));
    }

    @Override
    public Serializable[] getDisassembledState() {
        return new Serializable[0];
    }

    @Override
    public boolean isReferenceEntry() {
        return false;
    }

    @Override
    public String getSubclass() {
        return TRASHED;
    }

    @Override
    public @Nullable Object getVersion() {
        return null;
    }
}
