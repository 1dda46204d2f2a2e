package dev.nexs.softdelete.internal.hibernate.persister;

import dev.nexs.softdelete.SoftDeleteMappingException;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModels;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.SimpleValue;
import org.hibernate.persister.collection.BasicCollectionPersister;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.collection.OneToManyPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.JoinedSubclassEntityPersister;
import org.hibernate.persister.entity.SingleTableEntityPersister;
import org.hibernate.persister.entity.UnionSubclassEntityPersister;
import org.hibernate.persister.spi.PersisterClassResolver;

/** Hibernate's choice of persister, or the application's, in our variant for what is soft-deletable. */
public final class SoftDeletePersisterClassResolver implements PersisterClassResolver {

    private static final long serialVersionUID = 1L;

    private final transient PersisterClassResolver standard;

    /** Around the choice that is made without soft delete. */
    public SoftDeletePersisterClassResolver(PersisterClassResolver standard) {
        this.standard = standard;
    }

    @Override
    public Class<? extends CollectionPersister> getCollectionPersisterClass(Collection collection) {
        Class<? extends CollectionPersister> chosen = standard.getCollectionPersisterClass(collection);
        SoftDeleteModel model =
                SoftDeleteModels.of(collection.getBuildingContext().getBootstrapContext());
        boolean marksRows = model.rows(collection.getRole()) != null && !collection.isInverse();
        if (!marksRows && !model.leadsToTrash(collection.getRole())) {
            return chosen;
        } else if (chosen == OneToManyPersister.class) {
            return TrashableMembersPersister.class;
        } else if (chosen == BasicCollectionPersister.class) {
            return marksRows ? SoftDeleteRowsPersister.class : TrashableElementsPersister.class;
        }
        throw refused("collection " + collection.getRole(), chosen);
    }

    @Override
    public Class<? extends EntityPersister> getEntityPersisterClass(PersistentClass entity) {
        Class<? extends EntityPersister> chosen = standard.getEntityPersisterClass(entity);
        SimpleValue identifier = (SimpleValue) entity.getRootClass().getIdentifier();
        SoftDeleteModel model =
                SoftDeleteModels.of(identifier.getBuildingContext().getBootstrapContext());
        if (model.definition(entity.getRootClass().getEntityName()) == null) {
            return chosen;
        } else if (chosen == SingleTableEntityPersister.class) {
            return SoftDeleteSingleTablePersister.class;
        } else if (chosen == JoinedSubclassEntityPersister.class) {
            return SoftDeleteJoinedPersister.class;
        } else if (chosen == UnionSubclassEntityPersister.class) {
            return SoftDeleteUnionPersister.class;
        }
        throw refused("entity " + entity.getEntityName(), chosen);
    }

    private static SoftDeleteMappingException refused(String subject, Class<?> chosen) {
        return new SoftDeleteMappingException("The " + subject + " is @SoftDeletable, or leads to what is, and the"
                + " application's PersisterClassResolver chooses " + chosen.getName()
                + " for it. Soft delete has persisters"
                + " of its own there: let the resolver choose Hibernate's.");
    }
}
