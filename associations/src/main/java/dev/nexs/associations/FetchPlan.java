package dev.nexs.associations;

import dev.nexs.associations.internal.hibernate.load.OnPurpose;
import dev.nexs.associations.internal.hibernate.load.SubselectRun;
import dev.nexs.associations.internal.hibernate.model.PlanPaths;
import jakarta.persistence.EntityManager;
import jakarta.persistence.metamodel.Attribute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.Session;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.graph.GraphSemantic;
import org.hibernate.graph.RootGraph;
import org.hibernate.query.SelectionQuery;

/**
 * What to load with the results of a query, written once and used for many queries. To-one associations are joined,
 * collections are preloaded, so that a limit counts results and rows do not multiply; {@link #using} decides otherwise.
 *
 * <pre>{@code
 * static final FetchPlan<Order> OVERVIEW = FetchPlan.of(Order.class).with("customer", "lines.product");
 * List<Order> page = OVERVIEW.list(session, session.createSelectionQuery("from Order", Order.class).setMaxResults(20));
 * }</pre>
 *
 * <p>Immutable; each method returns another plan.
 *
 * @param <T> the entity that is queried
 */
public final class FetchPlan<T> {

    private static final int BATCH = 100;

    private final Class<T> root;
    private final Map<String, FetchStrategy> forced;
    private final List<String> paths;

    private FetchPlan(Class<T> root, List<String> paths, Map<String, FetchStrategy> forced) {
        this.root = root;
        this.paths = List.copyOf(paths);
        this.forced = Map.copyOf(forced);
    }

    /** {@return an empty plan for an entity} */
    public static <T> FetchPlan<T> of(Class<T> root) {
        return new FetchPlan<>(root, List.of(), Map.of());
    }

    /** {@return this plan and the paths} */
    public FetchPlan<T> with(String... more) {
        List<String> all = new ArrayList<>(paths);
        all.addAll(Arrays.asList(more));
        return new FetchPlan<>(root, all, forced);
    }

    /** {@return this plan and the path that the attributes form, one after the other} */
    public FetchPlan<T> with(Attribute<? super T, ?> first, Attribute<?, ?>... next) {
        StringBuilder path = new StringBuilder(first.getName());
        for (Attribute<?, ?> step : next) {
            path.append('.').append(step.getName());
        }
        return with(path.toString());
    }

    /** {@return this plan and the path, brought in the given way} */
    public FetchPlan<T> using(String path, FetchStrategy strategy) {
        Map<String, FetchStrategy> all = new LinkedHashMap<>(forced);
        all.put(path, strategy);
        return new FetchPlan<>(root, with(path).paths, all);
    }

    /**
     * {@return the results of the query, with everything that the plan names loaded}
     *
     * @param entityManager the session that the query was created by
     * @param query a query that selects the plan's entity
     * @throws UnknownPathException if a path does not lead along associations; then nothing was sent
     */
    public List<T> list(EntityManager entityManager, SelectionQuery<T> query) {
        Session session = entityManager.unwrap(Session.class);
        PlanPaths plan =
                PlanPaths.of(entityManager.unwrap(SharedSessionContractImplementor.class), root, paths, forced);
        if (!plan.joined().isEmpty()) {
            RootGraph<T> graph = session.createEntityGraph(root);
            plan.joined().forEach(path -> plan.addTo(graph, path));
            query.setEntityGraph(graph, GraphSemantic.LOAD);
        }
        List<T> results = execute(session, query, plan);
        Preload.of(session).with(plan.preloaded().toArray(String[]::new)).into(results);
        if (!plan.batched().isEmpty()) {
            Preload.of(session)
                    .chunkSize(BATCH)
                    .with(plan.batched().toArray(String[]::new))
                    .into(results);
        }
        return results;
    }

    private List<T> execute(Session session, SelectionQuery<T> query, PlanPaths plan) {
        if (plan.subselected().isEmpty()) {
            return query.getResultList();
        }
        boolean before = session.isSubselectFetchingEnabled();
        session.setSubselectFetchingEnabled(true);
        try {
            List<T> results = query.getResultList();
            OnPurpose.run(
                    session.unwrap(SharedSessionContractImplementor.class),
                    () -> plan.subselected().forEach(path -> SubselectRun.load(results, plan.type(), path)));
            return results;
        } finally {
            session.setSubselectFetchingEnabled(before);
        }
    }
}
