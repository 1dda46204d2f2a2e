package dev.nexs.associations.internal.hibernate.json;

import dev.nexs.associations.AssociationException;
import dev.nexs.associations.internal.hibernate.boot.AssociationsService;
import dev.nexs.associations.internal.hibernate.load.KeyedSelect;
import dev.nexs.associations.internal.hibernate.load.PreloadRun;
import dev.nexs.associations.internal.hibernate.load.Preloading;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.loader.ast.spi.Loadable;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.query.SelectionQuery;

/** Runs a query whose statement brings associations along, and loads them from what came. */
public final class JsonQuery {

    private final SharedSessionContractImplementor session;
    private final AssociationsService service;
    private final Map<String, Branch> branches = new LinkedHashMap<>();
    private final Set<String> paths;
    private final Map<String, Link> links;

    /**
     * A query with these associations.
     *
     * @throws AssociationException if a path cannot be brought in this way
     */
    public JsonQuery(SharedSessionContractImplementor session, EntityPersister root, Set<String> paths) {
        this.session = session;
        this.service = AssociationsService.of(session);
        this.paths = paths;
        this.links = Links.of(root, paths);
    }

    /** {@return the results of the query, with the associations loaded} */
    public <T> List<T> list(SelectionQuery<T> query) {
        ExtendedQuery<T> extended = ExtendedQuery.of(query);
        return new QueryScope(extended.context()).run(() -> {
            links.forEach((path, link) -> branches.put(path, branch(link)));
            List<T> results = extended.list(List.copyOf(branches.values()));
            PreloadRun run =
                    new PreloadRun(session, service.selects(), service.config().chunkSize(), this::take);
            run.load(run.roots(results), Preloading.tree(paths));
            return results;
        });
    }

    private Branch branch(Link link) {
        KeyedSelect reader = link.loadable() instanceof PluralAttributeMapping plural
                ? service.selects().collection(plural, session)
                : service.selects().entity((EntityPersister) link.loadable(), session);
        return new Branch(link, reader, service.types().of(link.loadable(), session));
    }

    private boolean take(String path, Loadable loadable) {
        Branch branch = branches.get(path);
        if (branch == null || branch.link().loadable() != loadable) {
            return false;
        }
        branch.read(session);
        return true;
    }
}
