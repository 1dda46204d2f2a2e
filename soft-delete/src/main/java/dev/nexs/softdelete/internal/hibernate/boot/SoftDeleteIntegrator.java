package dev.nexs.softdelete.internal.hibernate.boot;

import dev.nexs.softdelete.TrashedReference;
import dev.nexs.softdelete.internal.hibernate.cache.LiveNaturalIds;
import dev.nexs.softdelete.internal.hibernate.cache.StaleCaches;
import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModels;
import dev.nexs.softdelete.internal.hibernate.model.View;
import dev.nexs.softdelete.internal.hibernate.read.CascadedMerges;
import dev.nexs.softdelete.internal.hibernate.read.FailingReferences;
import dev.nexs.softdelete.internal.hibernate.read.HiddenReferences;
import dev.nexs.softdelete.internal.hibernate.read.MarkerReader;
import dev.nexs.softdelete.internal.hibernate.read.TrashLoadListener;
import dev.nexs.softdelete.internal.hibernate.read.TrashRefreshListener;
import dev.nexs.softdelete.internal.hibernate.write.OrderedLists;
import dev.nexs.softdelete.internal.hibernate.write.RemovalPolicy;
import dev.nexs.softdelete.internal.hibernate.write.RemovedReferences;
import dev.nexs.softdelete.internal.hibernate.write.StatelessRemovals;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.hibernate.SessionFactory;
import org.hibernate.SessionFactoryObserver;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.profile.internal.FetchProfileAffectee;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerGroup;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.metamodel.spi.MappingMetamodelImplementor;

/** Registers the listeners, and the profiles with everything whose load plans they change. */
public final class SoftDeleteIntegrator implements Integrator {

    @Override
    public void integrate(Metadata metadata, BootstrapContext context, SessionFactoryImplementor factory) {
        SoftDeleteModel model = SoftDeleteModel.of(factory);
        model.adopt(SoftDeleteModels.of(context));
        if (model.isEmpty()) {
            return;
        }
        EventListenerRegistry registry = factory.getEventListenerRegistry();
        surround(registry, EventType.LOAD, TrashLoadListener::new);
        surround(registry, EventType.REFRESH, TrashRefreshListener::new);
        registry.appendListeners(EventType.PRE_LOAD, new MarkerReader());
        registry.appendListeners(EventType.PRE_COLLECTION_REMOVE, new StatelessRemovals(model));
        if (model.policies().containsValue(TrashedReference.HIDE)) {
            HiddenReferences hidden = new HiddenReferences(model);
            registry.appendListeners(EventType.POST_LOAD, hidden);
            registry.appendListeners(EventType.PRE_UPDATE, hidden);
            registry.appendListeners(EventType.PRE_UPSERT, hidden);
            surround(registry, EventType.MERGE, hidden::merging);
        }
        if (model.policies().containsValue(TrashedReference.FAIL)) {
            registry.appendListeners(EventType.POST_LOAD, new FailingReferences(model));
        }
        surround(registry, EventType.MERGE, CascadedMerges::new);
        surround(registry, EventType.DELETE, RemovalPolicy::new);
        registry.appendListeners(
                EventType.CLEAR, event -> SessionTrash.of(event.getSession()).clear());
        if (metadata.getEntityBindings().stream().anyMatch(PersistentClass::hasNaturalId)) {
            registry.appendListeners(EventType.POST_LOAD, new LiveNaturalIds());
        }
        if (StaleCaches.isCaching(factory)) {
            registry.appendListeners(EventType.POST_DELETE, new StaleCaches());
        }
        RemovedReferences removed = new RemovedReferences();
        registry.appendListeners(EventType.PRE_INSERT, removed);
        registry.appendListeners(EventType.FLUSH_ENTITY, removed);
        factory.addObserver(new SessionFactoryObserver() {
            @Override
            public void sessionFactoryCreated(SessionFactory created) {
                registerProfiles(factory.getMappingMetamodel());
                factory.getMappingMetamodel()
                        .forEachEntityDescriptor(entity -> RemovedReferences.tolerate(entity, factory));
                if (OrderedLists.areIn(factory)) {
                    registry.prependListeners(EventType.FLUSH_ENTITY, new OrderedLists());
                }
            }
        });
    }

    @SuppressWarnings("deprecation") // there is no other way to stand around what is registered already
    private static <T> void surround(
            EventListenerRegistry registry, EventType<T> type, Function<Iterable<T>, T> listener) {
        EventListenerGroup<T> group = registry.getEventListenerGroup(type);
        List<T> standard = new ArrayList<>();
        group.listeners().forEach(standard::add);
        T around = listener.apply(standard);
        group.clearListeners();
        group.appendListener(around);
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
