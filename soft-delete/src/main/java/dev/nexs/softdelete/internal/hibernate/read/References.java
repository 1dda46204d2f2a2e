package dev.nexs.softdelete.internal.hibernate.read;

import dev.nexs.softdelete.internal.hibernate.model.View;
import java.util.function.Supplier;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.jspecify.annotations.Nullable;

/** The scope in which one reference is resolved. */
public final class References {

    private References() {}

    /** A load that finds its target in any state. */
    public static @Nullable Object resolving(LoadQueryInfluencers influencers, Supplier<@Nullable Object> load) {
        return switched(influencers, true, load);
    }

    /** A load that a callback starts while a reference is being resolved is a read of its own. */
    static @Nullable Object reading(LoadQueryInfluencers influencers, Supplier<@Nullable Object> load) {
        return switched(influencers, false, load);
    }

    private static @Nullable Object switched(
            LoadQueryInfluencers influencers, boolean enabled, Supplier<@Nullable Object> load) {
        boolean before = influencers.hasEnabledFetchProfiles() && influencers.isFetchProfileEnabled(View.BY_REFERENCE);
        if (before == enabled) {
            return load.get();
        }
        View.toggle(influencers, View.BY_REFERENCE, enabled);
        try {
            return load.get();
        } finally {
            View.toggle(influencers, View.BY_REFERENCE, before);
        }
    }
}
