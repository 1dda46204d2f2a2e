package dev.nexs.softdelete.internal.hibernate.persister;

import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.JoinedSubclassEntityPersister;
import org.hibernate.persister.entity.SingleTableEntityPersister;
import org.hibernate.persister.entity.UnionSubclassEntityPersister;
import org.hibernate.persister.internal.StandardPersisterClassResolver;

/** Hibernate's choice of persister, in our variant for entities that are soft-deletable. */
public final class SoftDeletePersisterClassResolver extends StandardPersisterClassResolver {

    private static final long serialVersionUID = 1L;

    private final transient SoftDeleteModel model;

    /** By what this model holds when the persisters are made. */
    public SoftDeletePersisterClassResolver(SoftDeleteModel model) {
        this.model = model;
    }

    @Override
    public Class<? extends CollectionPersister> getCollectionPersisterClass(Collection collection) {
        if (model.rows(collection.getRole()) != null && !collection.isInverse()) {
            return SoftDeleteRowsPersister.class;
        }
        if (!model.leadsToTrash(collection.getRole())) {
            return super.getCollectionPersisterClass(collection);
        }
        return collection.isOneToMany() ? TrashableMembersPersister.class : TrashableElementsPersister.class;
    }

    @Override
    public Class<? extends EntityPersister> getEntityPersisterClass(PersistentClass entity) {
        Class<? extends EntityPersister> standard = super.getEntityPersisterClass(entity);
        if (model.definition(entity.getRootClass().getEntityName()) == null) {
            return standard;
        } else if (standard == SingleTableEntityPersister.class) {
            return SoftDeleteSingleTablePersister.class;
        } else if (standard == JoinedSubclassEntityPersister.class) {
            return SoftDeleteJoinedPersister.class;
        } else {
            return standard == UnionSubclassEntityPersister.class ? SoftDeleteUnionPersister.class : standard;
        }
    }
}
