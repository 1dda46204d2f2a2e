package dev.nexs.types.internal.hibernate.partial;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.mapping.RootClass;
import org.hibernate.metamodel.mapping.AuxiliaryMapping;
import org.hibernate.metamodel.mapping.internal.MappingModelCreationProcess;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.DeleteCoordinator;
import org.hibernate.persister.entity.mutation.InsertCoordinator;
import org.hibernate.persister.entity.mutation.UpdateCoordinator;
import org.hibernate.persister.state.internal.AbstractStateManagement;
import org.hibernate.persister.state.spi.StateManagement;

/**
 * Adds path updates to whatever manages the state of an entity otherwise, be it Hibernate or another library. Hibernate
 * finds the instance by the name of the field.
 */
public final class PathStateManagement extends AbstractStateManagement {

    /** Looked up by reflection. */
    public static final PathStateManagement INSTANCE = new PathStateManagement();

    /** What managed the entities before, by the name of the root; a factory that is gone takes its entries along. */
    private static final Map<SessionFactoryImplementor, Map<String, StateManagement>> BEFORE =
            Collections.synchronizedMap(new WeakHashMap<>());

    private PathStateManagement() {}

    /** Takes these hierarchies over, before their persisters are made. */
    static void take(Set<RootClass> roots, SessionFactoryImplementor factory) {
        Map<String, StateManagement> before = new HashMap<>();
        for (RootClass root : roots) {
            before.put(root.getEntityName(), root.getStateManagement());
            root.setStateManagementType(PathStateManagement.class);
        }
        BEFORE.put(factory, before);
    }

    private static StateManagement before(EntityPersister persister) {
        Map<String, StateManagement> known = BEFORE.get(persister.getFactory());
        StateManagement before = known == null ? null : known.get(persister.getRootEntityName());
        if (before == null) {
            throw new IllegalStateException(
                    "nothing is known of how the state of " + persister.getRootEntityName() + " was managed before");
        }
        return before;
    }

    @Override
    public UpdateCoordinator createUpdateCoordinator(EntityPersister persister) {
        return new PathUpdateCoordinator(persister, before(persister).createUpdateCoordinator(persister));
    }

    @Override
    public InsertCoordinator createInsertCoordinator(EntityPersister persister) {
        return before(persister).createInsertCoordinator(persister);
    }

    @Override
    public UpdateCoordinator createMergeCoordinator(EntityPersister persister) {
        return before(persister).createMergeCoordinator(persister);
    }

    @Override
    public DeleteCoordinator createDeleteCoordinator(EntityPersister persister) {
        return before(persister).createDeleteCoordinator(persister);
    }

    @Override
    public AuxiliaryMapping createAuxiliaryMapping(
            EntityPersister persister, RootClass root, MappingModelCreationProcess process) {
        return before(persister).createAuxiliaryMapping(persister, root, process);
    }
}
