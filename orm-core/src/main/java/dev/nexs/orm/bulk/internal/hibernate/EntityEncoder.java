package dev.nexs.orm.bulk.internal.hibernate;

import dev.nexs.orm.bulk.BulkException;
import dev.nexs.orm.bulk.internal.CopyTarget;
import dev.nexs.orm.bulk.internal.RowEncoder;
import dev.nexs.orm.bulk.internal.Segment;
import dev.nexs.orm.bulk.internal.Units;
import dev.nexs.orm.bulk.internal.UnsuitableValueException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.Hibernate;
import org.hibernate.SessionFactory;
import org.hibernate.cache.spi.CacheImplementor;
import org.hibernate.cache.spi.TimestampsCache;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns entities of one class, subclasses included, into lines, as their mapping says. Every concrete class is compiled and
 * checked against the server's catalogue before the first row. Used by one thread.
 *
 * @param <E> the class
 */
public final class EntityEncoder<E> implements RowEncoder<E> {

    private static final Logger LOG = LoggerFactory.getLogger(EntityEncoder.class);

    private final Class<E> type;
    private final Map<Class<?>, ClassPlan> plans = new HashMap<>();
    private final List<CopyTarget> targets = new ArrayList<>();
    private final Set<String> warnings = new LinkedHashSet<>();
    private final SharedSessionContractImplementor values;
    private final boolean rowSecurity;
    private @Nullable Class<?> lastClass;
    private @Nullable ClassPlan lastPlan;

    private EntityEncoder(
            Class<E> type,
            SessionFactoryImplementor factory,
            SharedSessionContractImplementor values,
            Capture capture,
            Connection connection,
            Units units,
            boolean callbacks,
            long expectedRows,
            boolean forUpdate)
            throws SQLException {
        this.type = type;
        this.values = values;
        List<String> problems = new ArrayList<>();
        boolean secured = false;
        for (EntityPersister persister : concrete(factory, type)) {
            ClassPlan plan = new ClassPlan(
                    persister, targets.size(), factory, values, capture, units, callbacks, expectedRows, forUpdate);
            plan.prepare(connection, problems, warnings);
            targets.addAll(plan.targets());
            secured |= plan.rowSecurity();
            plans.put(persister.getMappedClass(), plan);
        }
        this.rowSecurity = secured;
        if (!problems.isEmpty()) {
            throw new BulkException(
                    type.getSimpleName() + " cannot be loaded: " + String.join("; ", new LinkedHashSet<>(problems)),
                    null);
        }
        warnings.forEach(warning -> LOG.warn("Load of {}: {}", type.getSimpleName(), warning));
    }

    /**
     * Compiles and checks.
     *
     * @param connection to the server that will get the rows
     * @throws BulkException with all that does not fit
     */
    public static <E> EntityEncoder<E> open(
            SessionFactory factory,
            Class<E> type,
            @Nullable Object tenant,
            Connection connection,
            Units units,
            boolean callbacks,
            long expectedRows,
            boolean forUpdate)
            throws SQLException {
        SessionFactoryImplementor implementor = factory.unwrap(SessionFactoryImplementor.class);
        Capture capture = new Capture();
        var builder = factory.withOptions().connection(capture.connection());
        Object current = tenant != null || implementor.getCurrentTenantIdentifierResolver() == null
                ? tenant
                : implementor.getCurrentTenantIdentifierResolver().resolveCurrentTenantIdentifier();
        if (current != null) {
            builder = builder.tenantIdentifier(current);
        }
        SharedSessionContractImplementor values = (SharedSessionContractImplementor) builder.openSession();
        try {
            return new EntityEncoder<>(
                    type, implementor, values, capture, connection, units, callbacks, expectedRows, forUpdate);
        } catch (SQLException | RuntimeException e) {
            values.close();
            throw e;
        }
    }

    private static List<EntityPersister> concrete(SessionFactoryImplementor factory, Class<?> type) {
        EntityPersister root = Entities.persister(factory, type);
        List<EntityPersister> found = new ArrayList<>();
        if (!root.isAbstract()) {
            found.add(root);
        }
        for (EntityMappingType sub : root.getSubMappingTypes()) {
            if (!sub.isAbstract()) {
                found.add(sub.getEntityPersister());
            }
        }
        return found;
    }

    /** {@return whether policies hold for this role on a table, so that COPY is refused} */
    public boolean rowSecurity() {
        return rowSecurity;
    }

    /**
     * Makes caches forget what they cannot know any more: entities of these classes, collections of them, and queries that
     * read their tables.
     */
    public void evictFromCaches() {
        CacheImplementor cache = values.getFactory().getCache();
        plans.keySet().forEach(cache::evict);
        values.getFactory().getMappingMetamodel().forEachCollectionDescriptor(collection -> {
            if ((collection.isOneToMany() || collection.isManyToMany())
                    && collection.getElementPersister().getMappedClass().isAssignableFrom(type)) {
                cache.evictCollectionData(collection.getRole());
            }
        });
        TimestampsCache timestamps = cache.getTimestampsCache();
        if (timestamps != null) {
            timestamps.invalidate(
                    targets.stream().map(CopyTarget::table).distinct().toArray(String[]::new), values);
        }
    }

    /** {@return how the rows of the class itself are laid out, for statements that say more than an insert} */
    public ClassPlan plan() {
        ClassPlan plan = plans.get(type);
        if (plan == null || plans.size() > 1) {
            throw new BulkException(
                    type.getSimpleName()
                            + " has subclasses, whose rows an upsert, update or CSV file cannot tell apart; name the"
                            + " concrete class, or use a session",
                    null);
        }
        return plan;
    }

    /** {@return an encoder of CSV rows with that header, which closes this one} */
    public CsvEncoder csv(Connection connection, List<String> header) throws SQLException {
        return plan().csv(this, connection, header);
    }

    @Override
    public String subject() {
        return type.getSimpleName();
    }

    @Override
    public List<CopyTarget> targets() {
        return targets;
    }

    @Override
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    @Override
    public void encode(E row, Segment into) {
        Class<?> concrete = row.getClass();
        ClassPlan plan = lastPlan;
        if (concrete != lastClass || plan == null) {
            plan = plans.get(concrete);
            if (plan == null) {
                encodeUnproxied(row, into);
                return;
            }
            lastClass = concrete;
            lastPlan = plan;
        }
        plan.encode(row, into);
    }

    private void encodeUnproxied(Object row, Segment into) {
        Object entity = Hibernate.unproxy(row);
        ClassPlan plan = plans.get(entity.getClass());
        if (plan == null) {
            throw new UnsuitableValueException(
                    "22000", entity.getClass().getName() + " is no mapped class of " + type.getSimpleName());
        }
        plan.encode(entity, into);
    }

    @Override
    public void close() {
        values.close();
    }
}
