package dev.nexs.associations.internal.hibernate.load;

import dev.nexs.associations.AssociationException;
import dev.nexs.associations.internal.hibernate.boot.AssociationsService;
import dev.nexs.associations.internal.hibernate.model.Navigation;
import dev.nexs.associations.internal.hibernate.model.PathTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        this.run = new PreloadRun(session, AssociationsService.of(session).selects(), chunkSize, Arrivals.NONE);
    }

    /** {@return the managed entities behind the roots} */
    public List<Object> roots(Collection<?> roots) {
        return run.roots(roots);
    }

    /** Checks that the paths lead somewhere from the owners. */
    public void check(Collection<?> owners, Collection<String> paths) {
        Set<EntityMappingType> types = new LinkedHashSet<>();
        owners.forEach(owner -> types.add(type(owner)));
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

    /** Hands over the owners of the collection at the end of the path, loading what lies before it. */
    public void owners(Collection<?> roots, String path, boolean stateless, Group group) {
        int dot = path.lastIndexOf('.');
        if (stateless && dot >= 0) {
            throw new AssociationException("path '" + path + "': in a stateless session only the roots' own collections"
                    + " can be filtered or counted; preload '" + path.substring(0, dot)
                    + "' first, and pass its members as roots");
        }
        List<Object> owners = dot < 0 ? new ArrayList<>(roots) : run.reach(List.copyOf(roots), path.substring(0, dot));
        Map<AttributeMapping, List<Object>> groups = new LinkedHashMap<>();
        for (Object owner : owners) {
            AttributeMapping attribute = type(owner).findAttributeMapping(path.substring(dot + 1));
            if (attribute != null) {
                groups.computeIfAbsent(attribute, a -> new ArrayList<>()).add(owner);
            }
        }
        groups.forEach((attribute, members) -> {
            if (!(attribute instanceof PluralAttributeMapping plural)) {
                throw new AssociationException(
                        "path '" + path + "' of " + type(members.get(0)).getEntityName()
                                + " is no collection; only collections can be filtered or counted");
            }
            group.accept(plural, (EntityPersister) plural.findContainingEntityMapping(), members);
        });
    }

    private EntityPersister type(Object owner) {
        return session.getFactory()
                .getMappingMetamodel()
                .getEntityDescriptor(session.getFactory().bestGuessEntityName(owner));
    }

    /** Takes owners that share a collection's mapping. */
    @FunctionalInterface
    public interface Group {
        /** The owners of one mapping. */
        void accept(PluralAttributeMapping attribute, EntityPersister type, List<Object> owners);
    }
}
