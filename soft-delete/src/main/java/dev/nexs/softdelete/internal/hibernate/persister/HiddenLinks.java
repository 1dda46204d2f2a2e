package dev.nexs.softdelete.internal.hibernate.persister;

import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import org.hibernate.metamodel.CollectionClassification;
import org.hibernate.persister.collection.CollectionPersister;

/**
 * Rows of a collection table that a session does not see, since they lead to the trash. When a collection has become empty
 * Hibernate deletes all its rows at once, these too, unless it believes that a filter hides some: then it deletes what it
 * saw, row by row.
 */
final class HiddenLinks {

    private HiddenLinks() {}

    /** A bag is written anew with each change, which Hibernate refuses to do behind a filter. */
    static boolean mayBeIn(CollectionPersister collection) {
        return SoftDeleteModel.of(collection.getFactory()).leadsToTrash(collection.getRole())
                && collection.getCollectionSemantics().getCollectionClassification() != CollectionClassification.BAG;
    }
}
