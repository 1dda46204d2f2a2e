package dev.nexs.associations.internal.hibernate.load;

import dev.nexs.associations.AssociationException;
import dev.nexs.associations.internal.hibernate.factory.AssociationsService;
import dev.nexs.associations.internal.hibernate.model.Navigation;
import dev.nexs.associations.internal.hibernate.model.PathTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;

/** Checks paths against the classes of the roots, and loads along them. */
public final class Preloading {

    private final SharedSessionContractImplementor session;
    private final PreloadRun run;

    /** A preload in this session. */
    public Preloading(SharedSessionContractImplementor session, int chunkSize) {
        this.session = session;
        this.run = new PreloadRun(session, AssociationsService.of(session).selects(), chunkSize);
    }

    /** {@return the managed entities behind the roots} */
    public List<Object> roots(Collection<?> roots) {
        return run.roots(roots);
    }

    /** Checks that the paths lead somewhere from the owners. */
    public void check(Collection<?> owners, Collection<String> paths) {
        Set<EntityMappingType> types = types(owners);
        Navigation navigation = PreloadRun.navigation(session);
        paths.forEach(path -> PathTree.check(path, types, navigation));
    }

    /** Loads the paths. */
    public void load(Collection<?> owners, Collection<String> paths) {
        run.load(List.copyOf(owners), tree(paths));
    }

    /** {@return the paths, merged} */
    public static PathTree tree(Collection<String> paths) {
        PathTree tree = new PathTree();
        paths.forEach(tree::add);
        return tree;
    }

    /** {@return what the path leads to, which is loaded} */
    public List<Object> reach(Collection<?> roots, String path) {
        return run.reach(List.copyOf(roots), path);
    }

    /**
     * Hands over the owners of the collection at the end of the path, those of one mapping together.
     *
     * @param reach finds what a path leads to from the roots
     */
    public void owners(
            Collection<?> roots,
            String path,
            Function<String, Collection<?>> reach,
            BiConsumer<PluralAttributeMapping, List<Object>> group) {
        int dot = path.lastIndexOf('.');
        Navigation navigation = PreloadRun.navigation(session);
        PathTree.check(path, types(roots), navigation).forEach(attribute -> requireCollection(attribute, path));
        Collection<?> owners = dot < 0 ? roots : reach.apply(path.substring(0, dot));
        Map<PluralAttributeMapping, List<Object>> groups = new LinkedHashMap<>();
        for (Object owner : owners) {
            if (type(owner).findAttributeMapping(path.substring(dot + 1)) instanceof PluralAttributeMapping attribute) {
                groups.computeIfAbsent(attribute, a -> new ArrayList<>()).add(owner);
            }
        }
        groups.forEach(group);
    }

    private static void requireCollection(AttributeMapping attribute, String path) {
        if (!(attribute instanceof PluralAttributeMapping)) {
            throw new AssociationException("path '" + path + "' of "
                    + attribute.findContainingEntityMapping().getEntityName()
                    + " is no collection; only collections can be filtered or counted");
        }
        if (!(attribute.getDeclaringType() instanceof EntityMappingType)) {
            throw new AssociationException("path '" + path + "' of "
                    + attribute.findContainingEntityMapping().getEntityName()
                    + " belongs to an embedded value; only collections of entities can be filtered or counted");
        }
    }

    private Set<EntityMappingType> types(Collection<?> owners) {
        Set<EntityMappingType> types = new LinkedHashSet<>();
        owners.forEach(owner -> types.add(type(owner)));
        return types;
    }

    private EntityPersister type(Object owner) {
        return session.getFactory()
                .getMappingMetamodel()
                .getEntityDescriptor(session.getFactory().bestGuessEntityName(owner));
    }
}
