package dev.nexs.softdelete.internal.hibernate.boot;

import dev.nexs.softdelete.internal.hibernate.cache.LiveNaturalIds;
import dev.nexs.softdelete.internal.hibernate.cache.StaleCaches;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.model.View;
import dev.nexs.softdelete.internal.hibernate.read.MarkerReader;
import dev.nexs.softdelete.internal.hibernate.read.StrictReferences;
import dev.nexs.softdelete.internal.hibernate.read.TrashLoadListener;
import dev.nexs.softdelete.internal.hibernate.read.TrashRefreshListener;
import dev.nexs.softdelete.internal.hibernate.write.DeletionTracker;
import dev.nexs.softdelete.internal.hibernate.write.RemovedReferences;
import dev.nexs.softdelete.internal.hibernate.write.StatelessRemovals;
import org.hibernate.SessionFactory;
import org.hibernate.SessionFactoryObserver;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.profile.internal.FetchProfileAffectee;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerGroup;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.LoadEventListener;
import org.hibernate.event.spi.RefreshEventListener;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.metamodel.spi.MappingMetamodelImplementor;

/** Registers the listeners, and the profiles with everything whose load plans they change. */
public final class SoftDeleteIntegrator implements Integrator {

    @Override
    @SuppressWarnings("deprecation") // there is no other way to stand around what is registered already
    public void integrate(Metadata metadata, BootstrapContext context, SessionFactoryImplementor factory) {
        if (SoftDeleteModel.of(factory).isEmpty()) {
            return;
        }
        EventListenerRegistry registry = factory.getEventListenerRegistry();
        EventListenerGroup<LoadEventListener> loads = registry.getEventListenerGroup(EventType.LOAD);
        TrashLoadListener load = new TrashLoadListener(loads.listeners());
        loads.clearListeners();
        loads.appendListener(load);
        EventListenerGroup<RefreshEventListener> refreshes = registry.getEventListenerGroup(EventType.REFRESH);
        TrashRefreshListener refresh = new TrashRefreshListener(refreshes.listeners());
        refreshes.clearListeners();
        refreshes.appendListener(refresh);
        registry.appendListeners(EventType.PRE_LOAD, new MarkerReader());
        registry.appendListeners(EventType.PRE_COLLECTION_REMOVE, new StatelessRemovals());
        if (!SoftDeleteModel.of(factory).policies().isEmpty()) {
            registry.appendListeners(EventType.POST_LOAD, new StrictReferences(SoftDeleteModel.of(factory)));
        }
        if (metadata.getEntityBindings().stream().anyMatch(PersistentClass::hasNaturalId)) {
            registry.appendListeners(EventType.POST_LOAD, new LiveNaturalIds());
        }
        if (StaleCaches.isCaching(factory)) {
            registry.appendListeners(EventType.POST_DELETE, new StaleCaches());
        }
        RemovedReferences removed = new RemovedReferences();
        registry.appendListeners(EventType.PRE_INSERT, removed);
        registry.appendListeners(EventType.FLUSH_ENTITY, removed);
        DeletionTracker tracker = new DeletionTracker();
        registry.prependListeners(EventType.DELETE, tracker);
        registry.appendListeners(EventType.DELETE, tracker.end());
        factory.addObserver(new SessionFactoryObserver() {
            @Override
            public void sessionFactoryCreated(SessionFactory created) {
                registerProfiles(factory.getMappingMetamodel());
                factory.getMappingMetamodel()
                        .forEachEntityDescriptor(entity -> RemovedReferences.tolerate(entity, factory));
            }
        });
    }

    /** Without it an owner would reuse a plan in which its eager collections hide the trash. */
    private static void registerProfiles(MappingMetamodelImplementor metamodel) {
        metamodel.forEachEntityDescriptor(SoftDeleteIntegrator::register);
        metamodel.forEachCollectionDescriptor(SoftDeleteIntegrator::register);
    }

    private static void register(Object persister) {
        if (persister instanceof FetchProfileAffectee affected) {
            affected.registerAffectingFetchProfile(View.WITH_TRASHED);
            affected.registerAffectingFetchProfile(View.ONLY_TRASHED);
        }
    }
}
