package dev.nexs.associations.internal.hibernate.guard;

import dev.nexs.associations.LazyLoading;
import dev.nexs.associations.StrictLoadingException;
import java.util.HashSet;
import java.util.Set;
import org.hibernate.engine.extension.spi.Extension;
import org.hibernate.engine.spi.EntityKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one session forbids: a mode for all of it, and entities that a strict query or a strict class has brought. */
public final class SessionGuard implements Extension {

    private static final Logger LOG = LoggerFactory.getLogger(SessionGuard.class);

    private final Set<String> warned = new HashSet<>();
    private final Set<EntityKey> strictOwners = new HashSet<>();
    private final Set<EntityKey> strictReferences = new HashSet<>();
    private LazyLoading mode;
    private boolean suspended;

    SessionGuard(LazyLoading mode) {
        this.mode = mode;
    }

    /** {@return what the session does about lazy loading} */
    public LazyLoading mode() {
        return mode;
    }

    /** Changes what the session does about lazy loading. */
    public void mode(LazyLoading wanted) {
        mode = wanted;
    }

    /** What this entity holds must not be loaded by being touched. */
    void markOwner(EntityKey key) {
        strictOwners.add(key);
    }

    /** This entity must not be loaded by touching a reference to it. */
    void markReference(EntityKey key) {
        strictReferences.add(key);
    }

    /** Runs work that loads on purpose what Hibernate believes to be touched. */
    public void suspend(Runnable work) {
        boolean before = suspended;
        suspended = true;
        try {
            work.run();
        } finally {
            suspended = before;
        }
    }

    boolean isIndifferent() {
        return suspended || (mode == LazyLoading.ALLOW && strictOwners.isEmpty());
    }

    LazyLoading modeForOwner(@Nullable EntityKey owner) {
        return owner != null && strictOwners.contains(owner) ? LazyLoading.THROW : mode;
    }

    LazyLoading modeForReference(EntityKey target) {
        return strictReferences.contains(target) ? LazyLoading.THROW : mode;
    }

    /** Warns once per association and line, or throws. */
    void touched(LazyLoading effective, String association, String remedy) {
        String site = CallSite.find();
        String message = association + " was loaded lazily at " + site + "; " + remedy;
        if (effective == LazyLoading.THROW) {
            throw new StrictLoadingException("lazy loading is forbidden here: " + message);
        }
        if (warned.add(association + site)) {
            LOG.warn("{}", message);
        }
    }
}
