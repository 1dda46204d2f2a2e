package dev.nexs.associations.internal.hibernate.model;

import dev.nexs.associations.AssociationException;
import dev.nexs.associations.FetchStrategy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.graph.Graph;
import org.hibernate.graph.RootGraph;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * The paths of a plan, sorted by the way in which they are brought. A path whose steps are all to-one is joined; any
 * other is preloaded, which finds its joined beginning initialised.
 *
 * @param type the entity that is queried
 */
public record PlanPaths(
        EntityPersister type, Set<String> joined, Set<String> preloaded, Set<String> subselected, Set<String> batched) {

    /** Sorts the paths. */
    public static PlanPaths of(
            SharedSessionContractImplementor session,
            Class<?> root,
            List<String> paths,
            Map<String, FetchStrategy> forced) {
        EntityPersister type = session.getFactory().getMappingMetamodel().getEntityDescriptor(root);
        Navigation navigation = new Navigation(session.getFactory().getMappingMetamodel());
        PlanPaths plan = new PlanPaths(
                type, new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
        for (String path : paths) {
            PathTree.check(path, List.of(type), navigation);
            plan.sort(path, forced.get(path), navigation);
        }
        return plan;
    }

    private void sort(String path, @Nullable FetchStrategy forced, Navigation navigation) {
        if (forced == FetchStrategy.SUBSELECT && path.contains(".")) {
            throw new AssociationException("plan for " + type.getEntityName() + ": '" + path
                    + "' cannot be a subselect, because it does not start at the query's entity; use PRELOAD");
        }
        FetchStrategy strategy =
                forced != null ? forced : toOne(path, navigation) ? FetchStrategy.JOIN : FetchStrategy.PRELOAD;
        switch (strategy) {
            case JOIN -> joined.add(path);
            case PRELOAD -> preloaded.add(path);
            case SUBSELECT -> subselected.add(path);
            case BATCH -> batched.add(path);
        }
    }

    private boolean toOne(String path, Navigation navigation) {
        List<String> steps = new ArrayList<>();
        for (String step : path.split("\\.", -1)) {
            steps.add(step);
            List<AttributeMapping> attributes = PathTree.check(String.join(".", steps), List.of(type), navigation);
            if (!attributes.stream().allMatch(attribute -> attribute instanceof ToOneAttributeMapping)
                    || type.findAttributeMapping(steps.get(0)) == null) {
                return false;
            }
        }
        return true;
    }

    /** Adds a joined path to an entity graph. */
    public void addTo(RootGraph<?> graph, String path) {
        Graph<?> node = graph;
        for (String step : path.split("\\.", -1)) {
            AttributeMapping attribute = null;
            if (node == graph) {
                attribute = type.findAttributeMapping(step);
            }
            node = attribute instanceof PluralAttributeMapping ? node.addElementSubgraph(step) : node.addSubgraph(step);
        }
    }

    /** {@return the value of an attribute of a result} */
    public @Nullable Object value(Object result, String attribute) {
        AttributeMapping mapping = type.findAttributeMapping(attribute);
        return mapping == null ? null : mapping.getValue(org.hibernate.Hibernate.unproxy(result));
    }
}
