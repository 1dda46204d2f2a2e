package dev.nexs.associations.internal.hibernate.model;

import dev.nexs.associations.AssociationException;
import dev.nexs.associations.FetchStrategy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.graph.Graph;
import org.hibernate.graph.RootGraph;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.DiscriminatedAssociationModelPart;
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
        if (forced == FetchStrategy.SUBSELECT && !allCollections(path, navigation)) {
            throw new AssociationException("plan for " + type.getEntityName() + ": '" + path
                    + "' cannot be a subselect, because not every step of it is a collection; use PRELOAD");
        }
        if (forced == FetchStrategy.JOIN
                && steps(path, navigation).anyMatch(DiscriminatedAssociationModelPart.class::isInstance)) {
            throw new AssociationException("plan for " + type.getEntityName() + ": '" + path
                    + "' cannot be joined, because it leads along a polymorphic reference; use PRELOAD, or write"
                    + " join fetch in the query");
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
        return type.findAttributeMapping(path.split("\\.", -1)[0]) != null
                && steps(path, navigation).allMatch(ToOneAttributeMapping.class::isInstance);
    }

    private boolean allCollections(String path, Navigation navigation) {
        return steps(path, navigation).allMatch(PluralAttributeMapping.class::isInstance);
    }

    /** {@return the attributes along the path; several for a step that subclasses declare} */
    private Stream<AttributeMapping> steps(String path, Navigation navigation) {
        List<AttributeMapping> steps = new ArrayList<>();
        for (int end = path.indexOf('.'); end >= 0; end = path.indexOf('.', end + 1)) {
            steps.addAll(PathTree.check(path.substring(0, end), List.of(type), navigation));
        }
        steps.addAll(PathTree.check(path, List.of(type), navigation));
        return steps.stream();
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
}
