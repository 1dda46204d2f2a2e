package dev.nexs.associations.internal.hibernate.view;

import org.hibernate.binder.internal.TenantIdBinder;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.EntityValuedModelPart;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;

/**
 * Hibernate restricts the roots of a query to the session's tenant, and not what they are joined with. What asks for members
 * by a join says it itself, so that rows of another tenant are neither counted nor found.
 */
public final class OwnTenant {

    private OwnTenant() {}

    /** {@return a condition, with "and" before it, that members are of the session's tenant}; nothing where there is none. */
    public static String condition(
            String alias, PluralAttributeMapping collection, SharedSessionContractImplementor session) {
        LoadQueryInfluencers influencers = session.getLoadQueryInfluencers();
        boolean restricted = influencers.hasEnabledFilters()
                && influencers.getEnabledFilter(TenantIdBinder.FILTER_NAME) != null
                && collection.getElementDescriptor() instanceof EntityValuedModelPart members
                && members.getEntityMappingType().isAffectedByEnabledFilters(influencers, false);
        return restricted
                ? " and " + alias + " in (select nexs_t from "
                        + ((EntityValuedModelPart) collection.getElementDescriptor())
                                .getEntityMappingType()
                                .getEntityName()
                        + " nexs_t)"
                : "";
    }
}
