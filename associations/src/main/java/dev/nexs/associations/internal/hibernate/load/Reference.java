package dev.nexs.associations.internal.hibernate.load;

import dev.nexs.associations.internal.hibernate.model.References;
import org.hibernate.bytecode.enhance.spi.interceptor.EnhancementAsProxyLazinessInterceptor;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.proxy.LazyInitializer;
import org.jspecify.annotations.Nullable;

/**
 * An entity whose row is not read: a proxy, or an enhanced instance that stands for itself.
 *
 * @param value the proxy, or the instance
 * @param owner the session that it belongs to
 * @param entityName the entity, or a parent of it
 * @param identifier its identifier
 */
record Reference(Object value, @Nullable SharedSessionContractImplementor owner, String entityName, Object identifier) {

    static @Nullable Reference of(@Nullable Object value) {
        LazyInitializer proxy = value == null ? null : HibernateProxy.extractLazyInitializer(value);
        if (value != null && proxy != null) {
            return proxy.isUninitialized()
                    ? new Reference(value, proxy.getSession(), proxy.getEntityName(), proxy.getInternalIdentifier())
                    : null;
        }
        EnhancementAsProxyLazinessInterceptor enhanced = References.enhanced(value);
        return value == null || enhanced == null
                ? null
                : new Reference(value, enhanced.getLinkedSession(), enhanced.getEntityName(), enhanced.getIdentifier());
    }

    /** {@return the entity if it is an instance that has to be filled, or null if it is still to be made} */
    @Nullable
    Object instance() {
        return HibernateProxy.extractLazyInitializer(value) == null ? value : null;
    }

    EntityPersister persister(SharedSessionContractImplementor session) {
        return session.getFactory().getMappingMetamodel().getEntityDescriptor(entityName);
    }

    /** Connects a proxy with its entity if that is loaded; sends nothing. */
    void resolve(EntityKey key, SharedSessionContractImplementor session) {
        LazyInitializer proxy = HibernateProxy.extractLazyInitializer(value);
        Object target = session.getPersistenceContextInternal().getEntity(key);
        if (target != null && proxy != null && proxy.isUninitialized()) {
            proxy.setImplementation(target);
        }
    }
}
