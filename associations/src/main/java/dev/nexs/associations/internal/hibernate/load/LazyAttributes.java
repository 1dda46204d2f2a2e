package dev.nexs.associations.internal.hibernate.load;

import dev.nexs.associations.internal.hibernate.view.OwnerQuery;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.bytecode.enhance.spi.interceptor.BytecodeLazyAttributeInterceptor;
import org.hibernate.bytecode.enhance.spi.interceptor.LazyAttributeLoadingInterceptor;
import org.hibernate.engine.internal.ManagedTypeHelper;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.PersistentAttributeInterceptor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.internal.util.ImmutableBitSet;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** Attributes that bytecode enhancement has left unread: their values are read for all owners in one statement. */
final class LazyAttributes {

    private final SharedSessionContractImplementor session;
    private final int chunkSize;

    LazyAttributes(SharedSessionContractImplementor session, int chunkSize) {
        this.session = session;
        this.chunkSize = chunkSize;
    }

    /** Reads the attribute of those owners that have not read it. */
    void fill(AttributeMapping attribute, List<Object> owners) {
        String name = attribute.getAttributeName();
        List<Object> unread = new ArrayList<>();
        for (Object owner : owners) {
            if (interceptor(owner) instanceof LazyAttributeLoadingInterceptor lazy && !lazy.isAttributeLoaded(name)) {
                unread.add(owner);
            }
        }
        if (unread.isEmpty()) {
            return;
        }
        if (attribute instanceof PluralAttributeMapping) {
            // A collection that is not loaded is all that comes of this; nothing is sent.
            unread.forEach(owner -> ((LazyPropertyInitializer) entry(owner).getPersister())
                    .initializeLazyProperty(name, owner, session));
        } else {
            Chunks.each(unread, chunkSize, chunk -> read(attribute, chunk));
        }
    }

    private void read(AttributeMapping attribute, List<Object> owners) {
        OwnerQuery query = new OwnerQuery(session, attribute);
        query.values(owners).forEach((owner, value) -> set(attribute, owner, value));
    }

    /** What Hibernate does when an attribute is read at its first use. */
    private void set(AttributeMapping attribute, Object owner, @Nullable Object value) {
        EntityEntry entry = entry(owner);
        EntityPersister persister = entry.getPersister();
        int position = attribute.getStateArrayPosition();
        persister.setValue(owner, position, value);
        Object[] loaded = entry.getLoadedState();
        if (loaded != null) {
            loaded[position] = persister.getPropertyTypes()[position].deepCopy(value, session.getFactory());
        }
        ImmutableBitSet maybeLazy = entry.getMaybeLazySet();
        if (maybeLazy != null) {
            var bits = maybeLazy.toBitSet();
            bits.set(position);
            entry.setMaybeLazySet(ImmutableBitSet.valueOf(bits));
        }
        if (interceptor(owner) instanceof BytecodeLazyAttributeInterceptor lazy) {
            lazy.attributeInitialized(attribute.getAttributeName());
        }
    }

    private EntityEntry entry(Object owner) {
        return java.util.Objects.requireNonNull(
                session.getPersistenceContextInternal().getEntry(owner), "a managed entity has an entry");
    }

    private static @Nullable PersistentAttributeInterceptor interceptor(@Nullable Object value) {
        return value != null && ManagedTypeHelper.isPersistentAttributeInterceptable(value)
                ? ManagedTypeHelper.asPersistentAttributeInterceptable(value).$$_hibernate_getInterceptor()
                : null;
    }
}
