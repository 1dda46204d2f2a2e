package dev.nexs.associations.internal.hibernate.members;

import java.util.Iterator;
import java.util.List;
import org.hibernate.collection.spi.PersistentBag;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.collection.CollectionPersister;

/**
 * Writes single rows of one collection role, whoever their owner is. Hibernate's own persister does it, which is handed a
 * collection that holds just the rows in question and is never managed.
 */
final class LinkTable {

    private final CollectionPersister persister;
    private final SessionImplementor session;
    private boolean waits;

    LinkTable(CollectionPersister persister, SessionImplementor session) {
        this.persister = persister;
        this.session = session;
    }

    void insert(Object key, List<?> members, int firstIndex) {
        persister.recreate(new Rows(session, members, firstIndex), key, session);
        sent(key);
    }

    void delete(Object key, List<?> members) {
        persister.deleteRows(new Rows(session, members, 0), key, session);
        sent(key);
    }

    void deleteAll(Object key) {
        persister.remove(key, session);
        sent(key);
    }

    /** The batch waits for other rows, and is executed by somebody else. */
    void waitForOthers() {
        waits = true;
    }

    private void sent(Object key) {
        if (!waits) {
            session.getJdbcCoordinator().executeBatch();
        }
        CachedRows.forget(persister, key, session);
    }

    /** {@return the position behind the last row, hidden ones included, as an index of a list} */
    int nextPosition(Object key) {
        PluralAttributeMapping attribute = persister.getAttributeMapping();
        String[] index = new String[2];
        attribute.getIndexDescriptor().forEachSelectable((position, column) -> {
            index[0] = column.getSelectionExpression();
            index[1] = column.getContainingTableExpression();
        });
        Integer last = new KeyQuery(session)
                .select(
                        "max(" + index[0] + ")",
                        index[1],
                        attribute.getKeyDescriptor().getKeyPart(),
                        attribute.getKeyDescriptor(),
                        key);
        return last == null ? 0 : last + 1 - attribute.getIndexMetadata().getListIndexBase();
    }

    /** Just the rows that are to be inserted or deleted, in the form in which a persister takes them. */
    private static final class Rows extends PersistentBag<Object> {

        private static final long serialVersionUID = 1L;

        private final transient List<?> members;
        private final int firstIndex;

        private Rows(SessionImplementor session, List<?> members, int firstIndex) {
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
}
