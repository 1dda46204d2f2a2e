package dev.nexs.associations.internal.hibernate.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.hibernate.bytecode.enhance.spi.interceptor.EnhancementAsProxyLazinessInterceptor;
import org.hibernate.engine.internal.ManagedTypeHelper;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.PersistentAttributeInterceptor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.DiscriminatedAssociationModelPart;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.EntityValuedModelPart;
import org.hibernate.metamodel.mapping.ManagedMappingType;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.proxy.LazyInitializer;
import org.jspecify.annotations.Nullable;

/** Where the entities of a session factory hold references to one other entity, embedded values included. */
public final class References {

    private final Map<EntityPersister, Held> held = new ConcurrentHashMap<>();
    private final Map<Place, Place> places = new ConcurrentHashMap<>();

    /** Nothing is known before it is asked for. */
    public References() {}

    /**
     * What the entities of one class hold, found out once for each class.
     *
     * @param places where they refer to one other entity
     * @param enhanced those of the places where an instance may stand for an entity whose row is not read
     * @param collections whether they have collections
     */
    public record Held(List<Place> places, List<Place> enhanced, boolean collections) {

        /** {@return whether there is no association, so that nothing can be loaded by touching one of them} */
        public boolean isNothing() {
            return places.isEmpty() && !collections;
        }
    }

    /**
     * One attribute that holds a reference.
     *
     * @param steps the attributes that lead to it, the last one itself; more than one inside embedded values
     */
    public record Place(List<AttributeMapping> steps) {

        private boolean mayBeEnhanced() {
            return !(steps.get(steps.size() - 1) instanceof EntityValuedModelPart reference)
                    || reference
                            .getEntityMappingType()
                            .getEntityPersister()
                            .getBytecodeEnhancementMetadata()
                            .isEnhancedForLazyLoading();
        }

        /** {@return what the entity holds there} */
        public @Nullable Object value(Object entity) {
            Object value = entity;
            for (AttributeMapping step : steps) {
                value = value == null ? null : step.getValue(value);
            }
            return value;
        }
    }

    /** {@return what the entities of a class hold} */
    public Held of(EntityPersister persister) {
        Held known = held.get(persister);
        return known == null ? held.computeIfAbsent(persister, this::find) : known;
    }

    private Held find(EntityPersister persister) {
        List<Place> found = new ArrayList<>();
        boolean collections = collect(persister, List.of(), found);
        return new Held(
                List.copyOf(found), found.stream().filter(Place::mayBeEnhanced).toList(), collections);
    }

    /** {@return whether there are collections} */
    private boolean collect(ManagedMappingType type, List<AttributeMapping> before, List<Place> found) {
        boolean[] collections = new boolean[1];
        type.forEachAttributeMapping(attribute -> {
            List<AttributeMapping> steps = new ArrayList<>(before);
            steps.add(attribute);
            if (attribute instanceof EntityValuedModelPart || attribute instanceof DiscriminatedAssociationModelPart) {
                // One instance for a place, whichever subclass has inherited it.
                found.add(places.computeIfAbsent(new Place(List.copyOf(steps)), place -> place));
            } else if (attribute instanceof EmbeddableValuedModelPart embedded) {
                collections[0] |= collect(embedded.getEmbeddableTypeDescriptor(), steps, found);
            } else if (attribute instanceof PluralAttributeMapping) {
                collections[0] = true;
            }
        });
        return collections[0];
    }

    /** Hands over the references of an entity whose targets are not read. */
    public void forEachLazy(
            EntityPersister persister,
            Object entity,
            SharedSessionContractImplementor session,
            BiConsumer<Place, EntityKey> action) {
        for (Place place : of(persister).places()) {
            EntityKey key = unread(place.value(entity), session);
            if (key != null) {
                action.accept(place, key);
            }
        }
    }

    /** {@return the key of what a reference refers to, if its row is not read yet} */
    public static @Nullable EntityKey unread(@Nullable Object value, SharedSessionContractImplementor session) {
        LazyInitializer proxy = value == null ? null : HibernateProxy.extractLazyInitializer(value);
        if (proxy != null) {
            return proxy.isUninitialized()
                    ? session.generateEntityKey(
                            proxy.getInternalIdentifier(),
                            session.getFactory().getMappingMetamodel().getEntityDescriptor(proxy.getEntityName()))
                    : null;
        }
        EnhancementAsProxyLazinessInterceptor enhanced = enhanced(value);
        return enhanced == null ? null : enhanced.getEntityKey();
    }

    /** {@return the interceptor of an enhanced instance that stands for an entity whose row is not read, else null} */
    public static @Nullable EnhancementAsProxyLazinessInterceptor enhanced(@Nullable Object value) {
        PersistentAttributeInterceptor interceptor = value != null
                        && ManagedTypeHelper.isPersistentAttributeInterceptable(value)
                ? ManagedTypeHelper.asPersistentAttributeInterceptable(value).$$_hibernate_getInterceptor()
                : null;
        return interceptor instanceof EnhancementAsProxyLazinessInterceptor proxy && !proxy.isInitialized()
                ? proxy
                : null;
    }
}
