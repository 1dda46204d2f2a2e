package dev.nexs.associations;

import dev.nexs.associations.internal.hibernate.boot.AssociationsService;
import dev.nexs.associations.internal.hibernate.load.Preloading;
import dev.nexs.associations.internal.hibernate.view.OwnerQuery;
import dev.nexs.associations.internal.hibernate.view.StatelessRun;
import jakarta.persistence.EntityManager;
import jakarta.persistence.metamodel.Attribute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * Loads associations of entities that are loaded already: one statement for each association at each level, whatever
 * the number of entities, with the keys in one array parameter.
 *
 * <pre>{@code
 * Preload.of(session).with("lines.product", "customer").into(orders);
 * }</pre>
 *
 * <p>What is initialised is skipped; paths may name attributes of subclasses and pass through embedded values and
 * polymorphic references. More than {@link AssociationsSettings#CHUNK_SIZE} keys are sent in several statements. In a
 * stateless session nothing is managed, and everything is found in the {@link Loaded} result. Not safe for use by several
 * threads, like the session it is made from.
 */
public final class Preload {

    private final SharedSessionContractImplementor session;
    private final boolean stateless;
    private final List<String> paths = new ArrayList<>();
    private final Map<String, MemberFilter> filtered = new LinkedHashMap<>();
    private final List<String> counted = new ArrayList<>();
    private int chunkSize;

    private Preload(SharedSessionContractImplementor session, boolean stateless) {
        this.session = session;
        this.stateless = stateless;
        this.chunkSize = AssociationsService.of(session).config().chunkSize();
    }

    /**
     * Starts a preload.
     *
     * @param session the session (or JPA entity manager) that manages the entities
     */
    public static Preload of(EntityManager session) {
        return new Preload(session.unwrap(SharedSessionContractImplementor.class), false);
    }

    /**
     * Starts a preload whose result is in {@link Loaded} alone.
     *
     * @param session a stateless session
     */
    public static Preload of(StatelessSession session) {
        return new Preload((SharedSessionContractImplementor) session, true);
    }

    /** {@return this, which will also load the paths: attribute names joined by dots} */
    public Preload with(String... more) {
        paths.addAll(Arrays.asList(more));
        return this;
    }

    /** {@return this, which will also load the path that the attributes form, one after the other} */
    public Preload with(Attribute<?, ?> first, Attribute<?, ?>... next) {
        String rest = Arrays.stream(next).map(step -> "." + step.getName()).collect(Collectors.joining());
        return with(first.getName() + rest);
    }

    /** {@return this, which will also find some members of the collection at the path, for {@link Loaded#members}} */
    public Preload with(String path, Consumer<MemberFilter> filter) {
        MemberFilter wanted = new MemberFilter();
        filter.accept(wanted);
        filtered.put(path, wanted);
        return this;
    }

    /** {@return this, which will also count the members of the collection at the path, for {@link Loaded#count}} */
    public Preload withCount(String path) {
        counted.add(path);
        return this;
    }

    /** {@return this, with so many keys per statement instead of {@link AssociationsSettings#CHUNK_SIZE}} */
    public Preload chunkSize(int keys) {
        if (keys < 1) {
            throw new IllegalArgumentException("chunkSize(" + keys + "): allowed is a whole number from 1");
        }
        chunkSize = keys;
        return this;
    }

    /**
     * Loads. Entities that share a statement need not be of one class.
     *
     * @param entities entities that the session manages; references that are not initialised are loaded first
     * @return filtered members and counts; everything, if the session is stateless
     * @throws UnknownPathException if a path does not lead along associations; then nothing was loaded
     * @throws AssociationException if an entity is detached, or a collection belongs to another session
     */
    public Loaded into(Collection<?> entities) {
        Loaded loaded = new Loaded();
        Preloading preloading = new Preloading(session, chunkSize);
        Collection<?> owners = stateless ? List.copyOf(entities) : preloading.roots(entities);
        if (owners.isEmpty()) {
            if (stateless) {
                paths.forEach(loaded::expect);
            }
            filtered.keySet().forEach(loaded::expect);
            counted.forEach(path -> loaded.putCounts(path, Map.of()));
            return loaded;
        }
        preloading.check(owners, paths);
        preloading.check(owners, filtered.keySet());
        preloading.check(owners, counted);
        StatelessRun view = new StatelessRun(session, owners, MemberFilter::new, sink(loaded));
        if (stateless) {
            paths.forEach(view::reach);
        } else {
            preloading.load(owners, paths);
        }
        Function<String, Collection<?>> reach = path -> stateless ? view.reach(path) : preloading.reach(owners, path);
        filtered.forEach((path, filter) -> {
            loaded.expect(path);
            preloading.owners(
                    owners,
                    path,
                    reach,
                    (attribute, group) -> new OwnerQuery(session, attribute)
                            .members(group, filter)
                            .forEach((owner, members) -> loaded.put(path, owner, members)));
        });
        counted.forEach(path -> {
            loaded.putCounts(path, Map.of());
            preloading.owners(
                    owners,
                    path,
                    reach,
                    (attribute, group) -> loaded.putCounts(path, new OwnerQuery(session, attribute).counts(group)));
        });
        return loaded;
    }

    private static StatelessRun.Sink sink(Loaded loaded) {
        return new StatelessRun.Sink() {
            @Override
            public void expect(String path) {
                loaded.expect(path);
            }

            @Override
            public void put(String path, Object owner, List<Object> members) {
                loaded.put(path, owner, members);
            }
        };
    }

    /** Loads into one entity, as {@link #into(Collection)} does. */
    public Loaded into(Object entity) {
        return into(entity instanceof Collection<?> entities ? entities : List.of(entity));
    }
}
