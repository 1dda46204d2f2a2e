package dev.nexs.associations.internal.hibernate.view;

import dev.nexs.associations.MemberFilter;
import dev.nexs.associations.internal.hibernate.model.PathTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.proxy.LazyInitializer;
import org.jspecify.annotations.Nullable;

/** Walks the paths where nothing is managed: every level is read into the result, one statement per association. */
public final class StatelessRun {

    private final SharedSessionContractImplementor session;
    private final Supplier<MemberFilter> noFilter;
    private final Sink sink;

    /** One run in this session. */
    public StatelessRun(SharedSessionContractImplementor session, Supplier<MemberFilter> noFilter, Sink sink) {
        this.session = session;
        this.noFilter = noFilter;
        this.sink = sink;
    }

    /** Reads everything that the tree names. */
    public void load(Collection<?> owners, PathTree tree, String prefix) {
        if (owners.isEmpty()) {
            return;
        }
        tree.children().forEach((name, next) -> {
            String path = prefix + name;
            Set<Object> reached = new LinkedHashSet<>();
            byAttribute(owners, name).forEach((attribute, group) -> {
                IdentityHashMap<Object, List<Object>> found = attribute instanceof PluralAttributeMapping plural
                        ? new OwnerQuery(session, plural, type(group.get(0))).members(group, noFilter.get())
                        : references(attribute, group);
                found.forEach((owner, members) -> {
                    sink.put(path, owner, members);
                    reached.addAll(members);
                });
            });
            load(reached, next, path + ".");
        });
    }

    private EntityPersister type(Object entity) {
        return session.getFactory()
                .getMappingMetamodel()
                .getEntityDescriptor(session.getFactory().bestGuessEntityName(entity));
    }

    private Map<AttributeMapping, List<Object>> byAttribute(Collection<?> owners, String name) {
        Map<AttributeMapping, List<Object>> groups = new LinkedHashMap<>();
        for (Object owner : owners) {
            AttributeMapping attribute = type(owner).findAttributeMapping(name);
            if (attribute != null) {
                groups.computeIfAbsent(attribute, a -> new ArrayList<>()).add(owner);
            }
        }
        return groups;
    }

    private IdentityHashMap<Object, List<Object>> references(AttributeMapping attribute, List<Object> owners) {
        Map<String, Map<Object, @Nullable Object>> targets = new LinkedHashMap<>();
        IdentityHashMap<Object, LazyInitializer> lazy = new IdentityHashMap<>();
        IdentityHashMap<Object, List<Object>> found = new IdentityHashMap<>();
        for (Object owner : owners) {
            Object value = attribute.getValue(owner);
            LazyInitializer reference = value == null ? null : HibernateProxy.extractLazyInitializer(value);
            if (reference == null) {
                found.put(owner, value == null ? List.of() : List.of(value));
            } else {
                lazy.put(owner, reference);
                targets.computeIfAbsent(reference.getEntityName(), entity -> new LinkedHashMap<>())
                        .put(reference.getInternalIdentifier(), null);
            }
        }
        targets.forEach(this::fetch);
        lazy.forEach((owner, reference) -> {
            Object target =
                    targets.getOrDefault(reference.getEntityName(), Map.of()).get(reference.getInternalIdentifier());
            found.put(owner, target == null ? List.of() : List.of(target));
        });
        return found;
    }

    private void fetch(String entity, Map<Object, @Nullable Object> targets) {
        Class<?> type = session.getFactory()
                .getMappingMetamodel()
                .getEntityDescriptor(entity)
                .getMappedClass();
        List<Object> ids = List.copyOf(targets.keySet());
        List<?> entities = ((StatelessSession) session).getMultiple(type, ids);
        for (int i = 0; i < ids.size(); i++) {
            targets.put(ids.get(i), entities.get(i));
        }
    }

    /** Takes what was read. */
    @FunctionalInterface
    public interface Sink {
        /** The members of one owner at one path. */
        void put(String path, Object owner, List<Object> members);
    }
}
