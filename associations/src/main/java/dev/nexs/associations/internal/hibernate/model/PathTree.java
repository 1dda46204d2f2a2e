package dev.nexs.associations.internal.hibernate.model;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.mapping.ManagedMappingType;

/** Paths merged into a tree, so that a shared beginning is loaded once, and checked against the metamodel. */
public final class PathTree {

    private final Map<String, PathTree> children = new LinkedHashMap<>();

    /** {@return the steps from here, by attribute name, in the order in which they were first named} */
    public Map<String, PathTree> children() {
        return children;
    }

    /** Adds a dotted path. */
    public void add(String path) {
        PathTree node = this;
        for (String step : path.split("\\.", -1)) {
            node = node.children.computeIfAbsent(step, name -> new PathTree());
        }
    }

    /**
     * Checks a path.
     *
     * @param roots the entities it starts from
     * @throws dev.nexs.associations.UnknownPathException if a step is no attribute, or is a basic one
     */
    public static List<AttributeMapping> check(
            String path, Collection<EntityMappingType> roots, Navigation navigation) {
        String entity = String.join(
                ", ", roots.stream().map(EntityMappingType::getEntityName).toList());
        Collection<? extends ManagedMappingType> types = roots;
        Set<AttributeMapping> found = Set.of();
        for (String step : path.split("\\.", -1)) {
            found = navigation.attributes(types, step);
            if (found.isEmpty()) {
                throw new PathErrors(entity, path, navigation.associations(types)).noAttribute(step);
            }
            if (found.stream().noneMatch(navigation::leadsSomewhere)) {
                throw new PathErrors(entity, path, navigation.associations(types)).basicAttribute(step);
            }
            Set<ManagedMappingType> next = new LinkedHashSet<>();
            found.forEach(attribute -> next.addAll(navigation.targets(attribute)));
            types = next;
        }
        return List.copyOf(found);
    }
}
