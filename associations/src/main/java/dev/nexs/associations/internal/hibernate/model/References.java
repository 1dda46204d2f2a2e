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
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.proxy.LazyInitializer;
import org.jspecify.annotations.Nullable;

/** Where the entities of a session factory hold references to one other entity, embedded values included. */
public final class References {

    private final Map<EntityPersister, List<Place>> places = new ConcurrentHashMap<>();

    /** Nothing is known before it is asked for. */
    public References() {}

    /**
     * One attribute that holds a reference.
     *
     * @param steps the attributes that lead to it, the last one itself; more than one inside embedded values
     */
    public record Place(List<AttributeMapping> steps) {

        /** {@return what the entity holds there} */
        public @Nullable Object value(Object entity) {
            Object value = entity;
            for (AttributeMapping step : steps) {
                value = value == null ? null : step.getValue(value);
            }
            return value;
        }
    }

    /** {@return the places of an entity} */
    public List<Place> of(EntityPersister persister) {
        List<Place> known = places.get(persister);
        return known == null ? places.computeIfAbsent(persister, References::find) : known;
    }

    private static List<Place> find(EntityPersister persister) {
        List<Place> found = new ArrayList<>();
        collect(persister, List.of(), found);
        return List.copyOf(found);
    }

    private static void collect(ManagedMappingType type, List<AttributeMapping> before, List<Place> found) {
        type.forEachAttributeMapping(attribute -> {
            List<AttributeMapping> steps = new ArrayList<>(before);
            steps.add(attribute);
            if (attribute instanceof EntityValuedModelPart || attribute instanceof DiscriminatedAssociationModelPart) {
                found.add(new Place(List.copyOf(steps)));
            } else if (attribute instanceof EmbeddableValuedModelPart embedded) {
                collect(embedded.getEmbeddableTypeDescriptor(), steps, found);
            }
        });
    }

    /** Hands over the references of an entity whose targets are not read. */
    public void forEachLazy(
            EntityPersister persister,
            Object entity,
            SharedSessionContractImplementor session,
            BiConsumer<Place, EntityKey> action) {
        for (Place place : of(persister)) {
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
