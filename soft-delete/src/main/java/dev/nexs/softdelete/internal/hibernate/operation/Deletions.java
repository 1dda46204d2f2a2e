package dev.nexs.softdelete.internal.hibernate.operation;

import dev.nexs.softdelete.internal.hibernate.cache.StaleCaches;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.sql.MarkerTables;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.event.service.spi.EventListenerGroup;
import org.hibernate.event.spi.PostDeleteEventListener;
import org.hibernate.internal.EmptyInterceptor;
import org.hibernate.jpa.event.spi.CallbackType;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.persister.entity.EntityPersister;

/**
 * Physical deletion by statements, many rows at a time: for each level what the associations lead to, the rows of
 * collection tables, the links from elsewhere, and the rows themselves, in the order in which they refer to each other.
 */
final class Deletions {

    private final SessionImplementor session;
    private final Set<EntityKey> deleted = new HashSet<>();

    Deletions(SessionImplementor session) {
        this.session = session;
    }

    /** Whether nobody has to be told about single entities, and statements can follow every association. */
    static boolean canDelete(SessionImplementor session, EntityPersister persister) {
        SessionFactoryImplementor factory = session.getFactory();
        Set<EntityPersister> closure = Cascade.closure(persister);
        return closure != null
                && !SoftDeleteModel.of(factory).callbacks().hasListeners()
                && isEmpty(factory.getEventListenerGroups().eventListenerGroup_PRE_DELETE)
                && isEmpty(factory.getEventListenerGroups().eventListenerGroup_POST_COMMIT_DELETE)
                && onlyStandard(factory.getEventListenerGroups().eventListenerGroup_POST_DELETE)
                && session.getInterceptor() == EmptyInterceptor.INSTANCE
                && closure.stream().noneMatch(reached -> hasCallbacks(factory, reached));
    }

    private static boolean isEmpty(EventListenerGroup<?> group) {
        return group.count() == 0;
    }

    @SuppressWarnings("deprecation") // there is no other way to look at what is registered
    private static boolean onlyStandard(EventListenerGroup<PostDeleteEventListener> group) {
        for (PostDeleteEventListener listener : group.listeners()) {
            if (!(listener instanceof StaleCaches)
                    && !listener.getClass().getName().startsWith("org.hibernate.event.")) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasCallbacks(SessionFactoryImplementor factory, EntityPersister persister) {
        var registry = factory.getEventEngine().getCallbackRegistry();
        List<EntityMappingType> types = new ArrayList<>(persister.getSubMappingTypes());
        types.add(persister);
        return types.stream()
                .map(type -> type.getEntityPersister().getMappedClass())
                .anyMatch(type -> registry.hasRegisteredCallbacks(type, CallbackType.PRE_REMOVE)
                        || registry.hasRegisteredCallbacks(type, CallbackType.POST_REMOVE));
    }

    /** Deletes rows with what their removal cascades to, and returns how many of them there were. */
    int delete(EntityPersister persister, Collection<?> ids) {
        List<Object> some = ids.stream()
                .filter(id -> deleted.add(session.generateEntityKey(id, persister)))
                .map(Object.class::cast)
                .toList();
        if (some.isEmpty()) {
            return 0;
        }
        Map<EntityPersister, Set<Object>> afterwards = new LinkedHashMap<>();
        for (Cascade cascade : Objects.requireNonNull(Cascade.of(persister))) {
            Set<Object> targets = new HashSet<>();
            cascade.follow(session, some).forEach(link -> targets.add(link.target()));
            if (cascade.keyAtTarget()) {
                delete(cascade.target(), targets);
            } else {
                afterwards
                        .computeIfAbsent(cascade.target(), any -> new HashSet<>())
                        .addAll(targets);
            }
        }
        int rows = rows(persister, some);
        afterwards.forEach(this::delete);
        return rows;
    }

    /** What was deleted. */
    Set<EntityKey> deleted() {
        return deleted;
    }

    /** Deletes rows alone, with what belongs to them in other tables. */
    int rows(EntityPersister persister, List<Object> ids) {
        LinkRows.owned(persister).forEach(collection -> LinkRows.deleteOwned(session, collection, ids));
        LinkRows.deleteTo(session, persister, ids);
        int rows = 0;
        Map<String, KeyedRows> tables = tables(persister);
        Set<String> counting = new HashSet<>();
        MarkerTables.of(persister).forEach(table -> counting.add(table.getIdentifierTableName()));
        for (KeyedRows table : tables.values()) {
            int gone = table.delete(session, ids);
            rows += counting.contains(table.table()) ? gone : 0;
        }
        return rows;
    }

    /** Every table of the hierarchy; each stands behind the last of those that refer to it. */
    private static Map<String, KeyedRows> tables(EntityPersister persister) {
        Map<String, KeyedRows> tables = new LinkedHashMap<>();
        List<EntityMappingType> types = new ArrayList<>(persister.getSubMappingTypes());
        types.add(persister);
        for (EntityMappingType type : types) {
            if (!type.isAbstract()) {
                type.getEntityPersister().forEachMutableTableReverse(table -> {
                    tables.remove(table.getTableName());
                    tables.put(table.getTableName(), KeyedRows.of(table));
                });
            }
        }
        return tables;
    }
}
