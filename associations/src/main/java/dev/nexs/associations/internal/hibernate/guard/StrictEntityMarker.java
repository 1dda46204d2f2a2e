package dev.nexs.associations.internal.hibernate.guard;

import dev.nexs.associations.Guards;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.PostLoadEvent;
import org.hibernate.event.spi.PostLoadEventListener;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.ManagedMappingType;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.proxy.LazyInitializer;

/** Marks what a strict query or a strict class has loaded, and the references that it holds. */
final class StrictEntityMarker implements PostLoadEventListener {

    @Override
    public void onPostLoad(PostLoadEvent event) {
        SharedSessionContractImplementor session = event.getSession();
        SessionGuard guard = session.getExtension(SessionGuard.class);
        EntityPersister persister = event.getPersister();
        if (isStrict(session.getLoadQueryInfluencers())
                || guard.strictEntities().contains(persister)) {
            guard.markOwner(session.generateEntityKey(event.getId(), persister));
            markReferences(persister, event.getEntity(), guard, session);
        }
    }

    private static boolean isStrict(LoadQueryInfluencers influencers) {
        return influencers.hasEnabledFetchProfiles() && influencers.isFetchProfileEnabled(Guards.STRICT);
    }

    private static void markReferences(
            ManagedMappingType type, Object holder, SessionGuard guard, SharedSessionContractImplementor session) {
        type.forEachAttributeMapping(attribute -> {
            Object value = attribute.getValue(holder);
            if (value == null) {
                return;
            }
            LazyInitializer reference = HibernateProxy.extractLazyInitializer(value);
            if (reference != null && reference.isUninitialized()) {
                EntityPersister target =
                        session.getFactory().getMappingMetamodel().getEntityDescriptor(reference.getEntityName());
                guard.markReference(session.generateEntityKey(reference.getInternalIdentifier(), target));
            } else if (attribute instanceof EmbeddableValuedModelPart part) {
                EmbeddableMappingType embeddable = part.getEmbeddableTypeDescriptor();
                markReferences(embeddable, value, guard, session);
            }
        });
    }
}
