package dev.nexs.associations.internal.hibernate.guard;

import org.hibernate.event.spi.EventEngineContributions;
import org.hibernate.event.spi.EventEngineContributor;
import org.hibernate.event.spi.EventType;

/** Puts the guards in front of Hibernate's own listeners. Found through service loading. */
public final class GuardListeners implements EventEngineContributor {

    /** For the service loader. */
    public GuardListeners() {}

    @Override
    public void contribute(EventEngineContributions target) {
        target.configureListeners(EventType.INIT_COLLECTION, group -> group.prependListener(new LazyCollectionGuard()));
        target.configureListeners(EventType.LOAD, group -> group.prependListener(new LazyReferenceGuard()));
        target.configureListeners(EventType.POST_LOAD, group -> group.appendListener(new StrictEntityMarker()));
    }
}
