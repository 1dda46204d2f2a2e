package dev.nexs.orm.hibernate;

import dev.nexs.orm.hooks.Audit;
import dev.nexs.orm.hooks.Audited;
import dev.nexs.orm.hooks.internal.AuditSettings;
import dev.nexs.orm.observe.internal.Json;
import java.lang.reflect.AnnotatedElement;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.stream.Stream;
import org.hibernate.HibernateException;
import org.hibernate.MappingException;
import org.hibernate.SessionFactory;
import org.hibernate.SessionFactoryObserver;
import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.PostDeleteEvent;
import org.hibernate.event.spi.PostDeleteEventListener;
import org.hibernate.event.spi.PostInsertEvent;
import org.hibernate.event.spi.PostInsertEventListener;
import org.hibernate.event.spi.PostUpdateEvent;
import org.hibernate.event.spi.PostUpdateEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.ComponentType;
import org.hibernate.type.EntityType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * Writes who changed what: one row for each insert, update and delete of an audited entity, in the same transaction, sent as
 * one batch before it ends. What was there before is what the session had loaded, so nothing is read a second time; of an
 * entity that was never loaded it is null. Collections are not part of a row.
 */
final class AuditTrail implements PostInsertEventListener, PostUpdateEventListener, PostDeleteEventListener {

    private static final String INSERT = "insert into " + Audit.TABLE
            + " (actor, operation, entity, entity_id, before, after)"
            + " values (coalesce(?, session_user), ?, ?, ?, cast(? as jsonb), cast(? as jsonb))";

    private final transient AuditSettings settings;

    /** Of each audited entity, which of its attributes are written. */
    private transient volatile Map<String, boolean[]> audited = Map.of();

    /** What sessions have to write before their transactions end. Weak: a session that is thrown away takes its rows along. */
    private final transient Map<SharedSessionContractImplementor, List<Row>> pending = new WeakHashMap<>();

    private record Row(
            String operation,
            String entity,
            String id,
            @Nullable String before,
            @Nullable String after) {}

    private AuditTrail(AuditSettings settings) {
        this.settings = settings;
    }

    /** Its mapping is known when the factory is built: what it cannot be used for stops that. */
    static void install(AuditSettings settings, SessionFactoryImplementor factory, EventListenerRegistry registry) {
        AuditTrail trail = new AuditTrail(settings);
        factory.addObserver(new SessionFactoryObserver() {
            @Override
            public void sessionFactoryCreated(SessionFactory created) {
                trail.audited = audited(settings, created.unwrap(SessionFactoryImplementor.class));
            }
        });
        registry.appendListeners(EventType.POST_INSERT, trail);
        registry.appendListeners(EventType.POST_UPDATE, trail);
        registry.appendListeners(EventType.POST_DELETE, trail);
    }

    private static Map<String, boolean[]> audited(AuditSettings settings, SessionFactoryImplementor factory) {
        Map<String, boolean[]> audited = new HashMap<>();
        List<String> unknown = new ArrayList<>(settings.entities());
        factory.getMappingMetamodel().forEachEntityDescriptor(persister -> {
            String name = persister.getEntityName();
            String simple = persister.getImportedName();
            boolean named =
                    settings.entities().contains(name) || settings.entities().contains(simple);
            unknown.removeIf(entity -> entity.equals(name) || entity.equals(simple));
            Class<?> type = persister.getMappedClass();
            boolean marked = type != null
                    && Stream.<Class<?>>iterate(type, c -> c != null, Class::getSuperclass)
                            .anyMatch(c -> c.isAnnotationPresent(Audited.class)
                                    && c.getAnnotation(Audited.class).value());
            if (named || (settings.entities().isEmpty() && marked)) {
                audited.put(name, written(persister));
            }
        });
        if (!unknown.isEmpty()) {
            throw new MappingException("nexs.hooks.audit names " + String.join(", ", unknown)
                    + ", but there is no such entity; name entities, or write true and annotate them with @Audited");
        }
        return audited;
    }

    private static boolean[] written(EntityPersister persister) {
        String[] names = persister.getPropertyNames();
        boolean[] written = new boolean[names.length];
        for (int i = 0; i < names.length; i++) {
            written[i] = !persister.getPropertyTypes()[i].isCollectionType()
                    && isWritten(persister.getMappedClass(), names[i]);
        }
        return written;
    }

    private static boolean isWritten(@Nullable Class<?> type, String attribute) {
        String getter = "get" + Character.toUpperCase(attribute.charAt(0)) + attribute.substring(1);
        return Stream.<Class<?>>iterate(type, c -> c != null, Class::getSuperclass)
                .flatMap(c -> Stream.<AnnotatedElement>concat(
                        Arrays.stream(c.getDeclaredFields())
                                .filter(field -> field.getName().equals(attribute)),
                        Arrays.stream(c.getDeclaredMethods())
                                .filter(method -> method.getName().equals(getter))))
                .noneMatch(element -> element.isAnnotationPresent(Audited.class)
                        && !element.getAnnotation(Audited.class).value());
    }

    @Override
    public void onPostInsert(PostInsertEvent event) {
        add("insert", event.getPersister(), event.getId(), null, event.getState(), event.getSession());
    }

    @Override
    public void onPostUpdate(PostUpdateEvent event) {
        add("update", event.getPersister(), event.getId(), event.getOldState(), event.getState(), event.getSession());
    }

    @Override
    public void onPostDelete(PostDeleteEvent event) {
        add("delete", event.getPersister(), event.getId(), event.getDeletedState(), null, event.getSession());
    }

    @Override
    public boolean requiresPostCommitHandling(EntityPersister persister) {
        return false;
    }

    private void add(
            String operation,
            EntityPersister persister,
            Object id,
            Object @Nullable [] before,
            Object @Nullable [] after,
            SharedSessionContractImplementor session) {
        boolean[] written = audited.get(persister.getEntityName());
        if (written == null) {
            return;
        }
        Row row = new Row(
                operation,
                persister.getEntityName(),
                String.valueOf(value(persister.getIdentifierType(), id, session)),
                json(persister, written, before, session),
                json(persister, written, after, session));
        if (!session.isTransactionInProgress()) {
            write(List.of(row), session);
            return;
        }
        List<Row> rows;
        synchronized (pending) {
            rows = pending.get(session);
            if (rows == null) {
                rows = new ArrayList<>();
                pending.put(session, rows);
                session.getTransactionCompletionCallbacks().registerCallback(this::beforeEnd);
            }
        }
        rows.add(row);
    }

    private void beforeEnd(SharedSessionContractImplementor session) {
        List<Row> rows;
        synchronized (pending) {
            rows = pending.remove(session);
        }
        if (rows != null) {
            write(rows, session);
        }
    }

    private void write(List<Row> rows, SharedSessionContractImplementor session) {
        session.doWork(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
                String actor = settings.actor();
                for (Row row : rows) {
                    insert.setString(1, actor);
                    insert.setString(2, row.operation());
                    insert.setString(3, row.entity());
                    insert.setString(4, row.id());
                    insert.setString(5, row.before());
                    insert.setString(6, row.after());
                    insert.addBatch();
                }
                insert.executeBatch();
            } catch (SQLException e) {
                if ("42P01".equals(e.getSQLState())) {
                    throw new HibernateException(
                            "The audit table " + Audit.TABLE + " is not there, so the change is refused; create it by a"
                                    + " migration with Audit.ddl()",
                            e);
                }
                throw e;
            }
        });
    }

    private static @Nullable String json(
            EntityPersister persister,
            boolean[] written,
            Object @Nullable [] state,
            SharedSessionContractImplementor session) {
        if (state == null) {
            return null;
        }
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        for (int i = 0; i < written.length; i++) {
            if (written[i] && state[i] != LazyPropertyInitializer.UNFETCHED_PROPERTY) {
                attributes.put(
                        persister.getPropertyNames()[i], value(persister.getPropertyTypes()[i], state[i], session));
            }
        }
        return Json.of(attributes);
    }

    private static @Nullable Object value(Type type, @Nullable Object value, SharedSessionContractImplementor session) {
        if (value == null || value instanceof Number || value instanceof Boolean || value instanceof CharSequence) {
            return value;
        }
        if (type instanceof ComponentType component) {
            Map<String, @Nullable Object> parts = new LinkedHashMap<>();
            Object[] values = component.getPropertyValues(value, session);
            for (int i = 0; i < values.length; i++) {
                parts.put(component.getPropertyNames()[i], value(component.getSubtypes()[i], values[i], session));
            }
            return parts;
        }
        if (type instanceof EntityType) {
            return String.valueOf(
                    session.getContextEntityIdentifier(value) != null
                            ? session.getContextEntityIdentifier(value)
                            : session.getFactory().getPersistenceUnitUtil().getIdentifier(value));
        }
        if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        return value instanceof Enum<?> constant ? constant.name() : type.toLoggableString(value, session.getFactory());
    }
}
