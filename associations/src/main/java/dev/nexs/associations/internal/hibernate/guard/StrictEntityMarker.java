package dev.nexs.associations.internal.hibernate.guard;

import dev.nexs.associations.Guards;
import dev.nexs.associations.StrictLoading;
import java.util.HashSet;
import java.util.Set;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.PostLoadEvent;
import org.hibernate.event.spi.PostLoadEventListener;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.ManagedMappingType;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.proxy.LazyInitializer;
import org.jspecify.annotations.Nullable;

/**
 * Marks what a strict query or a strict class has loaded, and the references that it holds. Belongs to one session
 * factory. It hears of every entity that is loaded, so it must cost next to nothing for those that are not strict.
 */
final class StrictEntityMarker implements PostLoadEventListener {

    /** Not known before the first entity is loaded, since listeners are made before the metamodel. */
    private volatile @Nullable Set<String> strictEntities;

    @Override
    public void onPostLoad(PostLoadEvent event) {
        SharedSessionContractImplementor session = event.getSession();
        EntityPersister persister = event.getPersister();
        if (isStrict(session.getLoadQueryInfluencers())
                || strictEntities(session.getFactory()).contains(persister.getEntityName())) {
            SessionGuard guard = session.getExtension(SessionGuard.class);
            guard.markOwner(session.generateEntityKey(event.getId(), persister));
            markReferences(persister, event.getEntity(), guard, session);
        }
    }

    private Set<String> strictEntities(SessionFactoryImplementor factory) {
        Set<String> known = strictEntities;
        if (known == null) {
            Set<String> found = new HashSet<>();
            factory.getMappingMetamodel().forEachEntityDescriptor(entity -> {
                if (entity.getMappedClass().isAnnotationPresent(StrictLoading.class)) {
                    found.add(entity.getEntityName());
                }
            });
            known = Set.copyOf(found);
            strictEntities = known;
        }
        return known;
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
