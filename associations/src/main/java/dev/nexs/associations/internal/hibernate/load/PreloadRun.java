package dev.nexs.associations.internal.hibernate.load;

import dev.nexs.associations.AssociationException;
import dev.nexs.associations.internal.hibernate.keyed.KeyedSelects;
import dev.nexs.associations.internal.hibernate.model.Navigation;
import dev.nexs.associations.internal.hibernate.model.PathTree;
import dev.nexs.associations.internal.hibernate.model.References;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.collection.spi.AbstractPersistentCollection;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.PersistenceContext;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.DiscriminatedAssociationModelPart;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.ManagedMappingType;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.proxy.LazyInitializer;
import org.jspecify.annotations.Nullable;

/**
 * Walks a tree of paths through managed entities, level by level. What is initialised already is passed through without
 * a statement; an entity that is met twice at a level is looked at once, so cycles in the data end with the path.
 */
public final class PreloadRun {

    private final SharedSessionContractImplementor session;
    private final PersistenceContext context;
    private final CollectionsLoader collections;
    private final EntitiesLoader entities;
    private final LazyAttributes lazyAttributes;

    /** One run in this session. */
    public PreloadRun(SharedSessionContractImplementor session, KeyedSelects selects, int chunkSize) {
        this.session = session;
        this.context = session.getPersistenceContextInternal();
        this.collections = new CollectionsLoader(selects, chunkSize);
        this.entities = new EntitiesLoader(selects, chunkSize);
        this.lazyAttributes = new LazyAttributes(session, chunkSize);
    }

    /** {@return the entities behind the roots, each once, all of them managed by the session and initialised} */
    public List<Object> roots(Collection<?> roots) {
        List<Object> owners = resolve(roots, "");
        owners.forEach(this::requireManaged);
        return owners;
    }

    /** Loads everything that the tree names, starting from managed entities. */
    public void load(List<Object> roots, PathTree tree) {
        descend(new Level(roots, null, ""), tree);
    }

    /** {@return the entities at the end of the path, which is loaded} */
    public List<Object> reach(List<Object> roots, String path) {
        Level level = new Level(roots, null, "");
        for (String name : path.split("\\.", -1)) {
            List<Object> reached = new ArrayList<>();
            ManagedMappingType embeddable = null;
            for (Map.Entry<AttributeMapping, List<Object>> group :
                    byAttribute(level, name).entrySet()) {
                Level next = group.getKey() instanceof PluralAttributeMapping plural
                        ? loadCollections(plural, group.getValue(), path, false)
                        : loadSingular(group.getKey(), group.getValue(), path);
                reached.addAll(next.owners());
                embeddable = next.embeddable();
            }
            level = new Level(reached, embeddable, path);
        }
        return level.owners();
    }

    private void descend(Level level, PathTree tree) {
        if (level.owners().isEmpty()) {
            return;
        }
        tree.children().forEach((name, next) -> {
            String path = level.path().isEmpty() ? name : level.path() + "." + name;
            boolean leaf = next.children().isEmpty();
            byAttribute(level, name).forEach((attribute, owners) -> {
                Level reached = attribute instanceof PluralAttributeMapping plural
                        ? loadCollections(plural, owners, path, leaf)
                        : loadSingular(attribute, owners, path);
                descend(reached, next);
            });
        });
    }

    private Map<AttributeMapping, List<Object>> byAttribute(Level level, String name) {
        Map<AttributeMapping, List<Object>> groups = new LinkedHashMap<>();
        for (Object owner : level.owners()) {
            ManagedMappingType type = level.embeddable() == null ? typeOf(owner) : level.embeddable();
            AttributeMapping attribute = Navigation.attribute(type, name);
            if (attribute != null) {
                groups.computeIfAbsent(attribute, a -> new ArrayList<>()).add(owner);
            }
        }
        return groups;
    }

    private ManagedMappingType typeOf(Object entity) {
        EntityEntry entry = requireManaged(entity);
        return entry.getPersister();
    }

    private Level loadCollections(PluralAttributeMapping attribute, List<Object> owners, String path, boolean leaf) {
        lazyAttributes.fill(attribute, owners);
        List<Object> values = values(attribute, owners);
        List<PersistentCollection<?>> uninitialized = new ArrayList<>();
        for (Object value : values) {
            if (value instanceof PersistentCollection<?> collection && !collection.wasInitialized()) {
                requireSameSession(collection, attribute, path);
                uninitialized.add(collection);
            }
        }
        collections.load(attribute, uninitialized, session);
        boolean references = attribute.getElementDescriptor() instanceof DiscriminatedAssociationModelPart;
        if (leaf && !references) {
            return Level.end(path);
        }
        List<Object> elements = new ArrayList<>();
        values.forEach(value -> addElements(value, elements));
        return attribute.getElementDescriptor() instanceof EmbeddableValuedModelPart part
                ? new Level(elements, part.getEmbeddableTypeDescriptor(), path)
                : new Level(resolve(elements, path), null, path);
    }

    private Level loadSingular(AttributeMapping attribute, List<Object> owners, String path) {
        lazyAttributes.fill(attribute, owners);
        List<Object> values = values(attribute, owners);
        return attribute instanceof EmbeddableValuedModelPart part
                ? new Level(values, part.getEmbeddableTypeDescriptor(), path)
                : new Level(resolve(values, path), null, path);
    }

    private static List<Object> values(AttributeMapping attribute, List<Object> owners) {
        List<Object> values = new ArrayList<>(owners.size());
        for (Object owner : owners) {
            Object value = attribute.getValue(owner);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    /** A list with gaps in its positions has elements that are null. */
    private static void addElements(Object value, List<Object> elements) {
        Collection<?> all = value instanceof Map<?, ?> map
                ? map.values()
                : value instanceof Collection<?> collection ? collection : Arrays.asList((Object[]) value);
        for (Object element : all) {
            if (element != null) {
                elements.add(element);
            }
        }
    }

    /** Initialises what is lazy among the values, together, and returns the entities themselves, each once. */
    private List<Object> resolve(Collection<?> values, String path) {
        List<Reference> lazy = new ArrayList<>();
        for (Object value : values) {
            Reference reference = Reference.of(value);
            if (reference != null) {
                requireSameSession(reference, path);
                lazy.add(reference);
            }
        }
        entities.load(lazy, session);
        Set<Object> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Object> resolved = new ArrayList<>(values.size());
        for (Object value : values) {
            Object entity = initialized(value);
            if (entity != null && distinct.add(entity)) {
                resolved.add(entity);
            }
        }
        return resolved;
    }

    private static @Nullable Object initialized(@Nullable Object value) {
        LazyInitializer initializer = value == null ? null : HibernateProxy.extractLazyInitializer(value);
        if (initializer == null) {
            return References.enhanced(value) == null ? value : null;
        }
        return initializer.isUninitialized() ? null : initializer.getImplementation();
    }

    private EntityEntry requireManaged(Object entity) {
        EntityEntry entry = context.getEntry(entity);
        if (entry == null) {
            throw new AssociationException(
                    "cannot preload into " + entity.getClass().getName()
                            + ": the instance is not managed by this session; load it here, or merge it and pass the result");
        }
        return entry;
    }

    private void requireSameSession(PersistentCollection<?> collection, AttributeMapping attribute, String path) {
        boolean same = collection instanceof AbstractPersistentCollection<?> lazy && lazy.getSession() == session;
        if (!same) {
            throw new AssociationException("cannot preload '" + path + "': the collection "
                    + attribute.getNavigableRole().getFullPath()
                    + " belongs to another session or to none; pass entities that this session has loaded");
        }
    }

    private void requireSameSession(Reference reference, String path) {
        if (reference.owner() != session) {
            String where = path.isEmpty() ? "a root" : "'" + path + "'";
            throw new AssociationException("cannot preload " + where + ": the reference to " + reference.entityName()
                    + " belongs to another session or to none; pass entities that this session has loaded");
        }
    }

    /** What a level was reached with: entities, or embedded values, which know no type of their own. */
    private record Level(List<Object> owners, @Nullable ManagedMappingType embeddable, String path) {

        static Level end(String path) {
            return new Level(List.of(), null, path);
        }
    }

    /** {@return the navigation of the session's metamodel} */
    public static Navigation navigation(SharedSessionContractImplementor session) {
        return new Navigation(session.getFactory().getMappingMetamodel());
    }
}
