package dev.nexs.softdelete.internal.hibernate.persister;

import dev.nexs.softdelete.internal.hibernate.cache.LiveMembersCache;
import org.hibernate.cache.spi.access.CollectionDataAccess;
import org.hibernate.mapping.Collection;
import org.hibernate.metamodel.spi.RuntimeModelCreationContext;
import org.hibernate.persister.collection.BasicCollectionPersister;
import org.jspecify.annotations.Nullable;

/** The persister of a collection table that leads to entities which may be in the trash. */
public final class TrashableElementsPersister extends BasicCollectionPersister {

    /** Called by Hibernate. */
    public TrashableElementsPersister(
            Collection collection, @Nullable CollectionDataAccess cache, RuntimeModelCreationContext context) {
        super(collection, LiveMembersCache.wrap(cache), context);
    }

    /**
     * An outer join of a collection is one join to table and entity together where a restriction may hold for either, and
     * two outer joins otherwise, of which the first would let rows through whose entity is in the trash.
     */
    @Override
    public boolean hasWhereRestrictions() {
        return true;
    }
}
