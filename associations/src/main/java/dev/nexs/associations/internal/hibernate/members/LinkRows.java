package dev.nexs.associations.internal.hibernate.members;

import java.util.Iterator;
import java.util.List;
import org.hibernate.collection.spi.PersistentBag;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.persister.collection.CollectionPersister;

/** Just the rows that are to be inserted or deleted, in the form in which a persister takes them. Never managed. */
final class LinkRows extends PersistentBag<Object> {

    private static final long serialVersionUID = 1L;

    private final transient List<?> members;
    private final int firstIndex;

    LinkRows(SessionImplementor session, List<?> members, int firstIndex) {
        super(session, List.copyOf(members));
        this.members = members;
        this.firstIndex = firstIndex;
    }

    @Override
    public Iterator<?> getDeletes(CollectionPersister persister, boolean indexIsFormula) {
        return members.iterator();
    }

    @Override
    public Object getIndex(Object entry, int position, CollectionPersister persister) {
        return firstIndex + position;
    }
}
