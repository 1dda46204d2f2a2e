package dev.nexs.associations.internal.hibernate.guard;

import dev.nexs.associations.internal.hibernate.model.References;
import java.util.List;
import org.hibernate.bytecode.enhance.spi.interceptor.EnhancementAsProxyLazinessInterceptor;
import org.hibernate.bytecode.enhance.spi.interceptor.LazyAttributeLoadingInterceptor;
import org.hibernate.bytecode.internal.BytecodeEnhancementMetadataPojoImpl;
import org.hibernate.engine.internal.ManagedTypeHelper;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.PersistentAttributeInterceptable;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.EventSource;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * An enhanced instance that stands for an entity whose row is not read. Hibernate raises no event when it is touched, so
 * this one tells the listener itself.
 */
final class GuardedReference extends EnhancementAsProxyLazinessInterceptor {

    private GuardedReference(EntityRelatedState meta, EntityKey key, SharedSessionContractImplementor session) {
        super(meta, key, session);
    }

    /** Guards what an entity refers to, where that stands for itself. */
    static void guard(List<References.Place> places, Object entity, SharedSessionContractImplementor session) {
        for (References.Place place : places) {
            Object value = place.value(entity);
            EnhancementAsProxyLazinessInterceptor plain = References.enhanced(value);
            if (value != null
                    && plain != null
                    && !(plain instanceof GuardedReference)
                    && !plain.isInitializing()
                    && !plain.hasWrittenFieldNames()) {
                guard(ManagedTypeHelper.asPersistentAttributeInterceptable(value), plain.getEntityKey(), session);
            }
        }
    }

    private static void guard(
            PersistentAttributeInterceptable instance, EntityKey key, SharedSessionContractImplementor session) {
        EntityPersister persister = session.getFactory().getMappingMetamodel().getEntityDescriptor(instance.getClass());
        if (persister.getBytecodeEnhancementMetadata() instanceof BytecodeEnhancementMetadataPojoImpl metadata) {
            instance.$$_hibernate_setInterceptor(new GuardedReference(
                    metadata.getEnhancementAsProxyLazinessInterceptorMetastate(session), key, session));
        }
    }

    @Override
    public @Nullable Object forceInitialize(
            Object target, @Nullable String attribute, SharedSessionContractImplementor session, boolean temporary) {
        if (!temporary && session instanceof EventSource source) {
            LazyLoadingListener.touched(getEntityKey(), getEntityKey().getPersister(), source);
            if (References.enhanced(target) == null) {
                return attribute == null ? null : loaded(target, attribute);
            }
        }
        return super.forceInitialize(target, attribute, session, temporary);
    }

    /** {@return the attribute of an instance whose row was read together with others} */
    private @Nullable Object loaded(Object target, String attribute) {
        Object now =
                ManagedTypeHelper.asPersistentAttributeInterceptable(target).$$_hibernate_getInterceptor();
        return now instanceof LazyAttributeLoadingInterceptor lazy && !lazy.isAttributeLoaded(attribute)
                ? lazy.fetchAttribute(target, attribute)
                : getEntityKey().getPersister().getPropertyValue(target, attribute);
    }
}
