package dev.nexs.associations.internal.hibernate.keyed;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;

/**
 * The translated selects of one session factory, by what they load and by the fetch profiles that were enabled when
 * they were translated: those may change the select, as the profiles of a soft-delete module do. With filters or an
 * entity graph in effect the select is translated for that one use.
 */
public final class KeyedSelects {

    private final Map<Name, KeyedSelect> selects = new ConcurrentHashMap<>();

    /** {@return the select that loads collections} */
    public KeyedSelect collection(PluralAttributeMapping collection, SharedSessionContractImplementor session) {
        String role = collection.getCollectionDescriptor().getRole();
        return find(
                role,
                session,
                influencers -> KeyedSelect.translate(
                        collection, collection.getKeyDescriptor(), influencers, session.getFactory()));
    }

    /** {@return the select that loads entities} */
    public KeyedSelect entity(EntityMappingType entity, SharedSessionContractImplementor session) {
        return find(
                entity.getEntityName(),
                session,
                influencers -> KeyedSelect.translate(
                        entity, entity.getIdentifierMapping(), influencers, session.getFactory()));
    }

    private KeyedSelect find(String what, SharedSessionContractImplementor session, Translation translation) {
        LoadQueryInfluencers influencers = session.getLoadQueryInfluencers();
        if (influencers.hasEnabledFilters()
                || influencers.getEffectiveEntityGraph().getSemantic() != null
                || influencers.getTemporalIdentifier() != null) {
            return translation.translate(influencers);
        }
        Set<String> profiles = influencers.hasEnabledFetchProfiles()
                ? Set.copyOf(influencers.getEnabledFetchProfileNames())
                : Set.of();
        Name name = new Name(what, profiles);
        KeyedSelect known = selects.get(name);
        if (known == null) {
            known = translation.translate(influencers);
            selects.putIfAbsent(name, known);
        }
        return known;
    }

    private record Name(String what, Set<String> profiles) {}

    private interface Translation {
        KeyedSelect translate(LoadQueryInfluencers influencers);
    }
}
