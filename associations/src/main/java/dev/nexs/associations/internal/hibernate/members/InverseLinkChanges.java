package dev.nexs.associations.internal.hibernate.members;

import java.util.ArrayList;
import java.util.List;
import org.hibernate.Hibernate;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;

/** The inverse side of a many-to-many: the rows belong to the members' collections, and are written there. */
final class InverseLinkChanges extends Changes {

    private final MemberQueries queries;
    private final CollectionPersister owning;
    private final LinkTable table;

    InverseLinkChanges(CollectionOf collection, MemberQueries queries) {
        super(collection);
        this.queries = queries;
        EntityPersister members = collection.members();
        String role = members.getEntityName() + "." + collection.persister().getMappedByProperty();
        this.owning = session.getFactory().getMappingMetamodel().getCollectionDescriptor(role);
        if (owning.hasIndex()) {
            throw collection.error("the other side is a list; change " + role + " instead, which knows the positions");
        }
        this.table = new LinkTable(owning, session);
    }

    @Override
    void append(List<?> members) {
        List<Object> missing = new ArrayList<>(members);
        missing.removeAll(queries.contained(persistNew(members)));
        missing.forEach(member -> table.insert(key(member), List.of(collection.owner()), 0));
    }

    @Override
    void remove(List<?> members) {
        session.flush();
        members.forEach(member -> table.delete(key(member), List.of(collection.owner())));
    }

    @Override
    void clear() {
        List<Object> identifiers = queries.identifiers();
        session.flush();
        identifiers.forEach(id -> table.delete(id, List.of(collection.owner())));
    }

    private Object key(Object member) {
        return Hibernate.isInitialized(member)
                ? CollectionOf.keyOf(owning, Hibernate.unproxy(member), session)
                : collection.session().getContextEntityIdentifier(member);
    }
}
