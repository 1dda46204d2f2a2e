package dev.nexs.softdelete.internal.hibernate.model;

import java.util.function.Supplier;
import org.hibernate.engine.spi.LoadQueryInfluencers;

/** Which rows a read shows. It is carried by fetch profiles, since those are part of every plan-cache key. */
public enum View {
    /** Live rows: no profile is enabled. */
    LIVE,
    /** Live and trashed rows. */
    ALL,
    /** Trashed rows at the root of the read, and whatever they refer to. */
    TRASHED;

    /** The profile that shows the trash as well. */
    public static final String WITH_TRASHED = "nexs.with-trashed";

    /** The profile that shows the trash only. */
    public static final String ONLY_TRASHED = "nexs.only-trashed";

    /** The profile under which a reference is resolved. Not for users: it says nothing about queries. */
    public static final String BY_REFERENCE = "nexs.by-reference";

    /** The view that the profiles of these influencers ask for. */
    public static View of(LoadQueryInfluencers influencers) {
        if (!influencers.hasEnabledFetchProfiles()) {
            return LIVE;
        } else if (influencers.isFetchProfileEnabled(ONLY_TRASHED)) {
            return TRASHED;
        } else {
            return influencers.isFetchProfileEnabled(WITH_TRASHED) ? ALL : LIVE;
        }
    }

    /** Whether a row in this state is part of the view. */
    public boolean shows(boolean trashed) {
        return this == ALL || (this == TRASHED) == trashed;
    }

    /** Runs under this view and puts back whatever view there was, also after an exception. */
    public <T> T during(LoadQueryInfluencers influencers, Supplier<T> work) {
        boolean with = influencers.isFetchProfileEnabled(WITH_TRASHED);
        boolean only = influencers.isFetchProfileEnabled(ONLY_TRASHED);
        apply(influencers, this == ALL, this == TRASHED);
        try {
            return work.get();
        } finally {
            apply(influencers, with, only);
        }
    }

    private static void apply(LoadQueryInfluencers influencers, boolean with, boolean only) {
        toggle(influencers, WITH_TRASHED, with);
        toggle(influencers, ONLY_TRASHED, only);
    }

    /** Enables or disables a profile, if it is not so already. */
    public static void toggle(LoadQueryInfluencers influencers, String profile, boolean enabled) {
        if (influencers.isFetchProfileEnabled(profile) == enabled) {
            return;
        } else if (enabled) {
            influencers.enableFetchProfile(profile);
        } else {
            influencers.disableFetchProfile(profile);
        }
    }
}
