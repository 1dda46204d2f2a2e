package dev.nexs.softdelete.internal.hibernate.persister;

import dev.nexs.softdelete.internal.hibernate.cache.LiveNaturalIdCache;
import dev.nexs.softdelete.internal.hibernate.cache.LiveRowsCache;
import dev.nexs.softdelete.internal.hibernate.model.EntityTrash;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import dev.nexs.softdelete.internal.hibernate.read.TrashNaturalIdLoader;
import dev.nexs.softdelete.internal.hibernate.read.TrashNaturalIdsLoader;
import java.util.List;
import java.util.Map;
import org.hibernate.LockOptions;
import org.hibernate.cache.spi.access.EntityDataAccess;
import org.hibernate.cache.spi.access.NaturalIdDataAccess;
import org.hibernate.cache.spi.entry.CacheEntry;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.loader.ast.internal.SingleIdArrayLoadPlan;
import org.hibernate.loader.ast.spi.MultiIdLoadOptions;
import org.hibernate.loader.ast.spi.MultiNaturalIdLoader;
import org.hibernate.loader.ast.spi.NaturalIdLoader;
import org.hibernate.loader.ast.spi.SingleIdEntityLoader;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.internal.MappingModelCreationProcess;
import org.hibernate.metamodel.spi.RuntimeModelCreationContext;
import org.hibernate.persister.entity.UnionSubclassEntityPersister;
import org.hibernate.query.sqm.mutation.spi.SqmMultiTableMutationStrategy;
import org.hibernate.tuple.NonIdentifierAttribute;
import org.jspecify.annotations.Nullable;

/** The persister of an entity of a hierarchy with a table for each concrete class. What it adds is in {@link PersisterTrash}. */
public final class SoftDeleteUnionPersister extends UnionSubclassEntityPersister implements SoftDeletePersister {

    private final PersisterTrash trash = new PersisterTrash(this);

    /** Called by Hibernate. */
    public SoftDeleteUnionPersister(
            PersistentClass entity,
            @Nullable EntityDataAccess cache,
            @Nullable NaturalIdDataAccess naturalIdCache,
            RuntimeModelCreationContext context) {
        super(entity, LiveRowsCache.wrap(cache), LiveNaturalIdCache.wrap(naturalIdCache, entity), context);
    }

    @Override
    public EntityTrash trash() {
        return trash;
    }

    @Override
    @SuppressWarnings("removal") // Hibernate's old description of an attribute
    protected AttributeMapping generateNonIdAttributeMapping(
            NonIdentifierAttribute attribute,
            Property property,
            int position,
            int fetchable,
            MappingModelCreationProcess process) {
        return MarkerAttribute.of(
                super.generateNonIdAttributeMapping(attribute, property, position, fetchable, process));
    }

    @Override
    public SqmMultiTableMutationStrategy getSqmMultiTableMutationStrategy() {
        return trash.bulk(super.getSqmMultiTableMutationStrategy());
    }

    @Override
    @SuppressWarnings("removal") // Hibernate asks with its old lock options
    protected SingleIdEntityLoader<?> determineLoaderToUse(
            SharedSessionContractImplementor session, LockOptions lockOptions) {
        SingleIdEntityLoader<?> loader = trash.loaders().byId(session, lockOptions);
        return loader == null ? super.determineLoaderToUse(session, lockOptions) : loader;
    }

    @Override
    public List<?> multiLoad(Object[] ids, SharedSessionContractImplementor session, MultiIdLoadOptions options) {
        return trash.visible(super.multiLoad(ids, session, options), session);
    }

    @Override
    public NaturalIdLoader<?> getNaturalIdLoader() {
        return new TrashNaturalIdLoader<>(super.getNaturalIdLoader());
    }

    @Override
    public MultiNaturalIdLoader<?> getMultiNaturalIdLoader() {
        return new TrashNaturalIdsLoader<>(super.getMultiNaturalIdLoader(), getNaturalIdLoader());
    }

    @Override
    public @Nullable Object loadByUniqueKey(
            String property, Object key, @Nullable Boolean readOnly, SharedSessionContractImplementor session) {
        return trash.byUniqueKey(
                property, key, readOnly, session, () -> super.loadByUniqueKey(property, key, readOnly, session));
    }

    @Override
    public @Nullable Object initializeEnhancedEntityUsedAsProxy(
            Object entity, @Nullable String attribute, SharedSessionContractImplementor session) {
        return trash.enhancedProxy(
                entity, session, () -> super.initializeEnhancedEntityUsedAsProxy(entity, attribute, session));
    }

    @Override
    protected Map<String, SingleIdArrayLoadPlan> getLazyLoadPlanByFetchGroup() {
        return trash.lazyAttributes().plans();
    }

    @Override
    protected @Nullable Object initializeLazyPropertiesFromDatastore(
            Object entity, Object id, EntityEntry entry, String attribute, SharedSessionContractImplementor session) {
        if (!isNonLazyPropertyName(attribute)) {
            return super.initializeLazyPropertiesFromDatastore(entity, id, entry, attribute, session);
        }
        Object value = trash.lazyAttributes().load(attribute, id, session);
        int index = getPropertyIndex(attribute);
        initializeLazyProperty(entity, entry, value, index, getPropertyTypes()[index]);
        return value;
    }

    @Override
    public @Nullable Boolean isTransient(Object entity, SharedSessionContractImplementor session) {
        return trash.wasTrashed(entity, session) ? Boolean.FALSE : super.isTransient(entity, session);
    }

    @Override
    public CacheEntry buildCacheEntry(
            Object entity, Object[] state, Object version, SharedSessionContractImplementor session) {
        return trash.cacheEntry(super.buildCacheEntry(entity, state, version, session), state);
    }
}
