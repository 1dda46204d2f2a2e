package dev.nexs.associations.internal.hibernate.members;

import org.hibernate.Hibernate;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** The attribute of the members that points back to the owner, if there is one. */
record BackReference(EntityPersister members, String attribute) {

    static @Nullable BackReference of(CollectionOf collection) {
        String mappedBy = collection.persister().getMappedByProperty();
        return mappedBy == null || !collection.persister().isOneToMany()
                ? null
                : new BackReference(collection.members(), mappedBy);
    }

    void set(Object member, @Nullable Object owner) {
        Object entity = Hibernate.unproxy(member);
        EntityPersister persister = members.getSubclassEntityPersister(entity, members.getFactory());
        persister.findAttributeMapping(attribute).setValue(entity, owner);
    }

    @Nullable
    Object get(Object member) {
        Object owner = members.findAttributeMapping(attribute).getValue(Hibernate.unproxy(member));
        return owner == null ? null : Hibernate.unproxy(owner);
    }

    boolean isOptional() {
        return members.getPropertyNullability()[members.getPropertyIndex(attribute)];
    }
}
