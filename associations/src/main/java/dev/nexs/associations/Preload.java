package dev.nexs.associations;

import dev.nexs.associations.internal.hibernate.factory.AssociationsService;
import dev.nexs.associations.internal.hibernate.load.Preloading;
import dev.nexs.associations.internal.hibernate.view.Aggregate;
import dev.nexs.associations.internal.hibernate.view.OwnerQuery;
import dev.nexs.associations.internal.hibernate.view.StatelessRun;
import jakarta.persistence.EntityManager;
import jakarta.persistence.metamodel.Attribute;
import jakarta.persistence.metamodel.PluralAttribute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

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

    private static final List<String> FUNCTIONS = List.of("sum", "avg", "min", "max", "count");

    private final SharedSessionContractImplementor session;
    private final boolean stateless;
    private final List<String> paths = new ArrayList<>();
    private final Map<String, MemberFilter> filtered = new LinkedHashMap<>();
    private final Map<String, Aggregate> aggregates = new LinkedHashMap<>();
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

    /** {@return this, which will also find some members of a collection of the roots, for {@link Loaded#members}} */
    public Preload with(PluralAttribute<?, ?, ?> collection, Consumer<MemberFilter> filter) {
        return with(collection.getName(), filter);
    }

    /** {@return this, which will also count the members of a collection of the roots, for {@link Loaded#count}} */
    public Preload withCount(PluralAttribute<?, ?, ?> collection) {
        return withCount(collection.getName());
    }

    /** {@return this, which will also count the members of the collection at the path, for {@link Loaded#count}} */
    public Preload withCount(String path) {
        return aggregate(path, path, "count", null, filter -> {});
    }

    /**
     * {@return this, which will also count some members of the collection at the path, for {@link Loaded#count}} A path
     * may be counted several times, by different names.
     */
    public Preload withCount(String path, String name, Consumer<MemberFilter> filter) {
        return aggregate(name, path, "count", null, filter);
    }

    /** {@return this, which will also say whether there are members, for {@link Loaded#exists}} */
    public Preload withExists(String path) {
        return withCount(path);
    }

    /** {@return this, which will also say whether there are such members, for {@link Loaded#exists}} */
    public Preload withExists(String path, String name, Consumer<MemberFilter> filter) {
        return withCount(path, name, filter);
    }

    /** {@return this, which will also add up an attribute of the members, for {@link Loaded#value}: {@code "lines.qty"}} */
    public Preload withSum(String attribute) {
        return aggregate("sum", attribute);
    }

    /** {@return this, which will also average an attribute of the members, for {@link Loaded#value}} */
    public Preload withAvg(String attribute) {
        return aggregate("avg", attribute);
    }

    /** {@return this, which will also find the least value of an attribute of the members, for {@link Loaded#value}} */
    public Preload withMin(String attribute) {
        return aggregate("min", attribute);
    }

    /** {@return this, which will also find the greatest value of an attribute of the members, for {@link Loaded#value}} */
    public Preload withMax(String attribute) {
        return aggregate("max", attribute);
    }

    /**
     * {@return this, which will also make one value of an attribute of some members, for {@link Loaded#value}}
     *
     * @param function {@code sum}, {@code avg}, {@code min}, {@code max} or {@code count}
     * @param attribute the path of the collection and the attribute of its members: {@code "lines.qty"}
     * @param name by which the value is found
     * @param filter which members are taken
     */
    public Preload withAggregate(String function, String attribute, String name, Consumer<MemberFilter> filter) {
        if (!FUNCTIONS.contains(function)) {
            throw new IllegalArgumentException(
                    "withAggregate(\"" + function + "\", …): allowed are " + String.join(", ", FUNCTIONS));
        }
        int dot = attribute.lastIndexOf('.');
        if (dot < 0 || !attribute.matches("\\w+(\\.\\w+)+")) {
            throw new IllegalArgumentException("the attribute '" + attribute
                    + "' is none of members; write the path of a collection, a dot and an attribute: lines.qty");
        }
        return aggregate(name, attribute.substring(0, dot), function, attribute.substring(dot + 1), filter);
    }

    private Preload aggregate(String function, String attribute) {
        return withAggregate(function, attribute, function + "(" + attribute + ")", filter -> {});
    }

    private Preload aggregate(
            String name, String path, String function, @Nullable String attribute, Consumer<MemberFilter> filter) {
        MemberFilter wanted = new MemberFilter();
        filter.accept(wanted);
        if (wanted.limit() > 0) {
            throw new IllegalArgumentException(
                    "'" + name + "' makes one value of members, so they cannot be limited; leave limit("
                            + wanted.limit() + ") out");
        }
        aggregates.put(name, new Aggregate(name, path, function, attribute, wanted));
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
            aggregates.keySet().forEach(loaded::expectValues);
            return loaded;
        }
        preloading.check(owners, paths);
        preloading.check(owners, filtered.keySet());
        preloading.check(
                owners, aggregates.values().stream().map(Aggregate::path).toList());
        StatelessRun view = new StatelessRun(session, owners, sink(loaded));
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
        aggregates.keySet().forEach(loaded::expectValues);
        together()
                .forEach(some -> preloading.owners(owners, some.get(0).path(), reach, (attribute, group) -> {
                    List<IdentityHashMap<Object, Object>> values =
                            new OwnerQuery(session, attribute).aggregates(group, some);
                    for (int i = 0; i < some.size(); i++) {
                        loaded.putValues(some.get(i).name(), values.get(i));
                    }
                }));
        return loaded;
    }

    /** Aggregates of one path share a statement, unless one has parameters, whose names could be another's too. */
    private Collection<List<Aggregate>> together() {
        Map<Object, List<Aggregate>> groups = new LinkedHashMap<>();
        for (Aggregate aggregate : aggregates.values()) {
            Object group = aggregate.filter().parameters().isEmpty() ? aggregate.path() : aggregate;
            groups.computeIfAbsent(group, g -> new ArrayList<>()).add(aggregate);
        }
        return groups.values();
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
