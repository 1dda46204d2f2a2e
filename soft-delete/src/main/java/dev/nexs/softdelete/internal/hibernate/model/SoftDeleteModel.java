package dev.nexs.softdelete.internal.hibernate.model;

import dev.nexs.softdelete.TrashedReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.query.restriction.Restriction;
import org.hibernate.service.Service;
import org.jspecify.annotations.Nullable;

/**
 * What the mapping phase found out, and what the application plugged in. Each session factory has its own, as a service of
 * its registry; what is mapped it takes over from the mapping phase, of which several may share one service registry.
 */
public final class SoftDeleteModel implements Service {

    private final Map<String, EntityDefinition> entities = new ConcurrentHashMap<>();
    private final Map<String, TrashedReference> policies = new ConcurrentHashMap<>();
    private final Map<String, RowDefinition> rows = new ConcurrentHashMap<>();
    private final Set<String> leading = ConcurrentHashMap.newKeySet();

    @SuppressWarnings("ThreadLocalUsage") // one for each session factory, and gone with it
    private final ThreadLocal<@Nullable Object> removing = new ThreadLocal<>();

    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final List<Hold> holds = new CopyOnWriteArrayList<>();
    private final TrashCallbacks callbacks = new TrashCallbacks();

    /** The model of a session factory. */
    public static SoftDeleteModel of(SessionFactoryImplementor factory) {
        return factory.getServiceRegistry().requireService(SoftDeleteModel.class);
    }

    /** Takes over what was mapped. */
    public void adopt(SoftDeleteModel mapped) {
        entities.putAll(mapped.entities);
        policies.putAll(mapped.policies);
        rows.putAll(mapped.rows);
        leading.addAll(mapped.leading);
        rules.addAll(mapped.rules);
        callbacks.adopt(mapped.callbacks);
    }

    /** Adds the definition of a root entity. */
    public void add(EntityDefinition definition) {
        entities.put(definition.entity(), definition);
    }

    /** Adds the rule of an association. */
    public void rule(Rule rule) {
        rules.add(rule);
    }

    /** What a removal means for the associations that refer to what is removed. */
    public List<Rule> rules() {
        return rules;
    }

    /** Sets the policy of a to-one association, by the role of the attribute. */
    public void policy(String role, TrashedReference policy) {
        policies.put(role, policy);
    }

    /** The definition of a root entity. */
    public @Nullable EntityDefinition definition(String rootEntity) {
        return entities.get(rootEntity);
    }

    /** Whether nothing is soft-deletable. */
    public boolean isEmpty() {
        return entities.isEmpty() && rows.isEmpty();
    }

    /** Sets the definition of the rows of a collection. */
    public void rows(String role, RowDefinition definition) {
        rows.put(role, definition);
    }

    /** The definition of the rows of a collection, or null if they are deleted for good. */
    public @Nullable RowDefinition rows(String role) {
        return rows.get(role);
    }

    /** Notes that the table of a collection has rows which may lead to a trashed entity. */
    public void leadingToTrash(String role) {
        leading.add(role);
    }

    /** Whether the table of a collection has rows which may lead to a trashed entity. */
    public boolean leadsToTrash(String role) {
        return leading.contains(role);
    }

    /** The definition of the rows of a collection, which must have one. */
    public RowDefinition requiredRows(String role) {
        RowDefinition definition = rows(role);
        if (definition == null) {
            throw new IllegalStateException("No soft-delete definition was kept for the rows of " + role + ".");
        }
        return definition;
    }

    /** The policies of to-one associations that are not SHOW, by the role of the attribute. */
    public Map<String, TrashedReference> policies() {
        return policies;
    }

    /** The statements that complete an older schema. */
    public List<String> ddl(SessionFactoryImplementor factory) {
        Stream<Ddl> ofEntities = entities.values().stream()
                .sorted(Comparator.comparing(EntityDefinition::entity))
                .flatMap(definition -> definition.ddl().stream());
        Stream<Ddl> ofRows = rows.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(entry -> entry.getValue().ddl().stream());
        return Stream.concat(ofEntities, ofRows)
                .distinct()
                .map(ddl -> ddl.sql(factory.getSqlStringGenerationContext()))
                .toList();
    }

    /** The owner whose collection this thread is about to remove, as a stateless session does before a delete. */
    public ThreadLocal<@Nullable Object> removing() {
        return removing;
    }

    /** Holds rows of an entity, and of its subclasses, back from every purge; the returned action lets them go. */
    public Runnable hold(Class<?> entity, Restriction<?> restriction) {
        Hold hold = new Hold(entity, restriction);
        holds.add(hold);
        return () -> holds.remove(hold);
    }

    /** What holds rows of this entity back. */
    public List<Restriction<?>> holds(EntityPersister entity) {
        List<Restriction<?>> found = new ArrayList<>();
        for (Hold hold : holds) {
            if (hold.entity.isAssignableFrom(entity.getMappedClass())) {
                found.add(hold.restriction);
            }
        }
        return found;
    }

    private record Hold(Class<?> entity, Restriction<?> restriction) {}

    /** Listeners and the provider of the current user. */
    public TrashCallbacks callbacks() {
        return callbacks;
    }
}
