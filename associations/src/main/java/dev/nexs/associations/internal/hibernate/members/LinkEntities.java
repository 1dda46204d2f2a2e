package dev.nexs.associations.internal.hibernate.members;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.engine.spi.CollectionEntry;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.DiscriminatedAssociationModelPart;
import org.hibernate.metamodel.mapping.EntityValuedModelPart;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * The owner and a member are connected by an entity that refers to both: members are added and taken out by persisting and
 * removing links. A collection in memory follows, and counts as unchanged, because it has no rows of its own.
 */
final class LinkEntities extends Changes {

    private final CollectionOf links;
    private final EntityPersister link;
    private final AttributeMapping target;

    LinkEntities(CollectionOf collection, MemberQueries queries, String way) {
        super(collection, queries);
        String[] steps = way.split("\\.", -1);
        AttributeMapping first = collection.entry().getPersister().findAttributeMapping(steps[0]);
        if (steps.length == 2
                && first instanceof PluralAttributeMapping plural
                && plural.getCollectionDescriptor().isInverse()
                && plural.getCollectionDescriptor().isOneToMany()
                && plural.getElementDescriptor() instanceof EntityValuedModelPart part
                && isReference(part.getEntityMappingType().findAttributeMapping(steps[1]))) {
            this.links = CollectionOf.resolve(session, collection.owner(), plural);
            this.link = part.getEntityMappingType().getEntityPersister();
            this.target = link.findAttributeMapping(steps[1]);
        } else {
            throw collection.error(
                    "it follows '" + way + "', which does not say what is to be added or to go; only a way"
                            + " along a collection of links, mapped by their reference to the owner, and another reference of"
                            + " theirs does. Change what it leads along");
        }
    }

    private static boolean isReference(@Nullable AttributeMapping attribute) {
        return attribute instanceof EntityValuedModelPart || attribute instanceof DiscriminatedAssociationModelPart;
    }

    @Override
    void append(List<?> members, @Nullable Collection<Object> loaded) {
        append(members, added -> {});
    }

    /** Adds members by links of which the attributes are set; a link that is there already gets them too. */
    void append(List<?> members, Consumer<Object> attributes) {
        if (!(collection.value() instanceof PersistentCollection)) {
            // Hibernate has yet to put its own collection in the place of the application's.
            session.flush();
        }
        List<Object> stored = persistNew(members);
        Set<Object> missing = new LinkedHashSet<>(members);
        List<Object> present = queries.contained(stored);
        present.forEach(missing::remove);
        if (!present.isEmpty()) {
            between(present).forEach(attributes);
        }
        create(missing, attributes);
    }

    @Override
    void addMissing(List<?> members, @Nullable Collection<Object> loaded) {
        if (loaded != null) {
            append(members, loaded);
        } else {
            create(new LinkedHashSet<>(members), added -> {});
        }
    }

    private void create(Set<?> missing, Consumer<Object> attributes) {
        List<Object> created = new ArrayList<>();
        for (Object member : missing) {
            Object entity = link.instantiate(null, session);
            target.setValue(entity, member);
            attributes.accept(entity);
            created.add(entity);
        }
        if (!created.isEmpty()) {
            Changes between = Changes.of(links, new MemberQueries(links));
            if (waits()) {
                between.waitForOthers();
            }
            between.append(created);
        }
        follow(memory ->
                missing.stream().filter(member -> !memory.contains(member)).forEach(memory::add));
    }

    @Override
    void remove(List<?> members, @Nullable Collection<Object> loaded) {
        flush();
        List<Object> between = between(members);
        Collection<Object> memory = links.loaded();
        for (Object entity : between) {
            if (memory != null) {
                memory.remove(entity);
            }
            session.remove(entity);
        }
        flush();
        follow(known -> members.forEach(known::remove));
    }

    @Override
    void clearUnloaded() {
        remove(references(queries.identifiers()), null);
    }

    /** {@return the class of the links} */
    Class<?> type() {
        return link.getMappedClass();
    }

    /** {@return the links to these members} */
    List<Object> between(List<?> members) {
        String reference = "nexs_l." + target.getAttributeName();
        String polymorphic = target instanceof DiscriminatedAssociationModelPart
                ? "type(" + reference + ") = " + collection.members().getEntityName() + " and "
                : "";
        return session.createSelectionQuery(
                        "select nexs_l from " + collection.entry().getEntityName() + " nexs_o join nexs_o."
                                + links.name() + " nexs_l where nexs_o = :owner and " + polymorphic + "id(" + reference
                                + ") in :members",
                        Object.class)
                .setParameter("owner", collection.owner())
                .setParameterList(
                        "members", members.stream().map(collection::identifier).toList())
                .getResultList();
    }

    private void follow(Consumer<Collection<Object>> change) {
        Collection<Object> memory = collection.loaded();
        if (memory == null || !(collection.value() instanceof PersistentCollection<?> known)) {
            return;
        }
        change.accept(memory);
        CollectionEntry entry = session.getPersistenceContextInternal().getCollectionEntry(known);
        if (entry != null) {
            entry.postInitialize(known, session);
            known.clearDirty();
        }
    }
}
