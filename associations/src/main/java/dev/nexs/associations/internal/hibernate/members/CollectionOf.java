package dev.nexs.associations.internal.hibernate.members;

import dev.nexs.associations.AssociationException;
import dev.nexs.associations.internal.hibernate.load.PreloadRun;
import dev.nexs.associations.internal.hibernate.model.Navigation;
import dev.nexs.associations.internal.hibernate.model.PathTree;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.Hibernate;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.mapping.EntityValuedModelPart;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * One collection of one managed entity.
 *
 * @param session the session that manages the owner
 * @param owner the entity itself, no proxy
 * @param entry what the session knows about the owner
 * @param attribute the mapping of the collection
 */
record CollectionOf(SessionImplementor session, Object owner, EntityEntry entry, PluralAttributeMapping attribute) {

    static CollectionOf resolve(SessionImplementor session, Object reference, String name) {
        Object owner = Hibernate.unproxy(reference);
        EntityEntry entry = session.getPersistenceContextInternal().getEntry(owner);
        if (entry == null) {
            throw new AssociationException(
                    "collection '" + name + "' of " + owner.getClass().getName()
                            + ": the instance is not managed by this session; load it here, or merge it and pass the result");
        }
        EntityPersister persister = entry.getPersister();
        AttributeMapping attribute = persister.findAttributeMapping(name);
        if (attribute instanceof PluralAttributeMapping plural) {
            return new CollectionOf(session, owner, entry, plural);
        }
        PathTree.check(name, List.of((EntityMappingType) persister), PreloadRun.navigation(session));
        throw new AssociationException(
                "'" + name + "' of " + persister.getEntityName() + " is no collection; set the attribute instead");
    }

    static CollectionOf resolve(SessionImplementor session, Object owner, PluralAttributeMapping attribute) {
        EntityEntry entry = session.getPersistenceContextInternal().getEntry(owner);
        if (entry == null) {
            throw new AssociationException(
                    "collection " + attribute.getNavigableRole().getFullPath() + " of "
                            + owner.getClass().getName() + ": the instance is not managed by this session");
        }
        return new CollectionOf(session, owner, entry, attribute);
    }

    /** {@return a collection of an entity if both are in memory, else null} */
    static @Nullable Collection<Object> loaded(
            SessionImplementor session, Object owner, PluralAttributeMapping attribute) {
        EntityEntry entry = session.getPersistenceContextInternal().getEntry(owner);
        return entry == null ? null : new CollectionOf(session, owner, entry, attribute).loaded();
    }

    CollectionPersister persister() {
        return attribute.getCollectionDescriptor();
    }

    Object key() {
        return keyOf(persister(), owner, session);
    }

    static Object keyOf(CollectionPersister persister, Object owner, SessionImplementor session) {
        return Objects.requireNonNull(
                Navigation.keyOfOwner(persister.getAttributeMapping(), owner, session), "the key of an owner");
    }

    /** {@return what the rows of a member's own collection refer to it by} */
    Object keyOfMember(CollectionPersister membersCollection, Object member) {
        return Hibernate.isInitialized(member)
                ? keyOf(membersCollection, Hibernate.unproxy(member), session)
                : Objects.requireNonNull(identifier(member), "the identifier of a member");
    }

    @Nullable
    Object value() {
        return attribute.getValue(owner);
    }

    /** {@return whether what is in memory is what was read} */
    boolean isUnchanged() {
        return value() instanceof PersistentCollection<?> collection && !collection.isDirty();
    }

    String name() {
        return attribute.getAttributeName();
    }

    /** {@return the collection if it is in memory, else null} */
    @Nullable
    Collection<Object> loaded() {
        Object value = attribute.getValue(owner);
        boolean loaded = !(value instanceof PersistentCollection<?> collection) || collection.wasInitialized();
        return loaded ? asCollection(value) : null;
    }

    /** {@return the collection, loading it if need be} */
    Collection<Object> load() {
        Object value = attribute.getValue(owner);
        Hibernate.initialize(value);
        Collection<Object> collection = asCollection(value);
        if (collection == null) {
            throw error("it is null; initialise the attribute where it is declared");
        }
        return collection;
    }

    @SuppressWarnings("unchecked")
    private @Nullable Collection<Object> asCollection(@Nullable Object value) {
        if (value instanceof Map) {
            throw error("it is a map, whose entries need keys; change it through the attribute");
        }
        return (Collection<Object>) value;
    }

    /** {@return the entity of the members}; for questions that only entities can answer */
    EntityPersister members() {
        if (attribute.getElementDescriptor() instanceof EntityValuedModelPart part) {
            return part.getEntityMappingType().getEntityPersister();
        }
        throw error("its members are no entities");
    }

    boolean holdsEntities() {
        return attribute.getElementDescriptor() instanceof EntityValuedModelPart;
    }

    /** {@return the identifier of a member that is in the database or on its way there, else null} */
    @Nullable
    Object identifier(Object member) {
        return session.getContextEntityIdentifier(member) != null
                ? session.getContextEntityIdentifier(member)
                : members().getIdentifier(member, session);
    }

    /**
     * {@return whether the entity is managed, or has a row} Where neither its identifier nor its version tells, as with
     * assigned identifiers, the row is looked for, by its key alone: Hibernate would select all columns, and cannot where
     * one of them is a polymorphic reference.
     */
    boolean isStored(Object member) {
        if (session.contains(member)) {
            return true;
        }
        Object entity = Hibernate.unproxy(member);
        EntityPersister persister = session.getEntityPersister(members().getEntityName(), entity);
        Boolean known = session.getInterceptor().isTransient(entity);
        Boolean isTransient = known == null ? persister.isTransient(entity, session) : known;
        if (isTransient != null) {
            return !isTransient;
        }
        Object id = persister.getIdentifier(entity, session);
        return id != null
                && new KeyQuery(session)
                                .select(
                                        "1",
                                        persister.getIdentifierTableName(),
                                        persister.getIdentifierMapping(),
                                        persister.getIdentifierMapping(),
                                        id)
                        != null;
    }

    AssociationException error(String what) {
        return new AssociationException("collection " + persister().getRole() + ": " + what);
    }
}
