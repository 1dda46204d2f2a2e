package dev.nexs.associations.internal.hibernate.load;

import dev.nexs.associations.internal.hibernate.boot.AssociationsService;
import dev.nexs.associations.internal.hibernate.model.Navigation;
import dev.nexs.associations.internal.hibernate.model.PathTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.EntityMappingType;

/** Collects the paths, checks them against the classes of the roots, and loads. */
public final class Preloading {

    private final SharedSessionContractImplementor session;
    private final List<String> paths = new ArrayList<>();

    /** A preload in this session. */
    public Preloading(SharedSessionContractImplementor session) {
        this.session = session;
    }

    /** Adds a path. */
    public void add(String path) {
        paths.add(path);
    }

    /** Loads into the roots. */
    public void into(Collection<?> roots) {
        AssociationsService service = AssociationsService.of(session);
        PreloadRun run = new PreloadRun(session, service.selects(), service.config().chunkSize());
        List<Object> owners = run.roots(roots);
        if (owners.isEmpty()) {
            return;
        }
        Set<EntityMappingType> types = types(owners);
        Navigation navigation = PreloadRun.navigation(session);
        PathTree tree = new PathTree();
        for (String path : paths) {
            PathTree.check(path, types, navigation);
            tree.add(path);
        }
        run.load(owners, tree);
    }

    private Set<EntityMappingType> types(List<Object> owners) {
        Set<EntityMappingType> types = new LinkedHashSet<>();
        for (Object owner : owners) {
            types.add(session.getPersistenceContextInternal().getEntry(owner).getPersister());
        }
        return types;
    }
}
