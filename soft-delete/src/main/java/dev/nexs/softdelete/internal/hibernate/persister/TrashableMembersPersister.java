package dev.nexs.softdelete.internal.hibernate.persister;

import dev.nexs.softdelete.internal.hibernate.cache.LiveMembersCache;
import org.hibernate.cache.spi.access.CollectionDataAccess;
import org.hibernate.mapping.Collection;
import org.hibernate.metamodel.spi.RuntimeModelCreationContext;
import org.hibernate.persister.collection.OneToManyPersister;
import org.jspecify.annotations.Nullable;

/** The persister of a one-to-many whose members may be in the trash. */
public final class TrashableMembersPersister extends OneToManyPersister {

    /** Called by Hibernate. */
    public TrashableMembersPersister(
            Collection collection, @Nullable CollectionDataAccess cache, RuntimeModelCreationContext context) {
        super(collection, LiveMembersCache.wrap(cache), context);
    }
}
