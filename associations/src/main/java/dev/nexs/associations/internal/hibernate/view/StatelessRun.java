package dev.nexs.associations.internal.hibernate.view;

import dev.nexs.associations.MemberFilter;
import dev.nexs.associations.internal.hibernate.model.Navigation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.ManagedMappingType;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.proxy.LazyInitializer;
import org.jspecify.annotations.Nullable;

/**
 * Walks the paths where nothing is managed: every level is read into the result, one statement per association, and each
 * path once. Embedded values are levels too: they own what their attributes lead to.
 */
public final class StatelessRun {

    private final SharedSessionContractImplementor session;
    private final Collection<?> roots;
    private final Sink sink;
    private final Map<String, Level> reached = new HashMap<>();

    /** One run in this session, from these roots. */
    public StatelessRun(SharedSessionContractImplementor session, Collection<?> roots, Sink sink) {
        this.session = session;
        this.roots = roots;
        this.sink = sink;
    }

    /** {@return what the path leads to from the roots, which is read} */
    public Collection<?> reach(String path) {
        return level(path).owners();
    }

    private Level level(String path) {
        Level known = reached.get(path);
        if (known == null) {
            int dot = path.lastIndexOf('.');
            Level from = dot < 0 ? new Level(roots, null) : level(path.substring(0, dot));
            known = step(from, path.substring(dot + 1), path);
            reached.put(path, known);
        }
        return known;
    }

    private Level step(Level from, String name, String path) {
        sink.expect(path);
        Set<Object> targets = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Object> ordered = new ArrayList<>();
        ManagedMappingType embeddable = null;
        for (Map.Entry<AttributeMapping, List<Object>> group :
                byAttribute(from, name).entrySet()) {
            embeddable = embeddable(group.getKey());
            read(group.getKey(), group.getValue()).forEach((owner, members) -> {
                sink.put(path, owner, members);
                members.stream().filter(targets::add).forEach(ordered::add);
            });
        }
        return new Level(ordered, embeddable);
    }

    private IdentityHashMap<Object, List<Object>> read(AttributeMapping attribute, List<Object> owners) {
        if (attribute instanceof PluralAttributeMapping plural) {
            return new OwnerQuery(session, plural).members(owners, new MemberFilter());
        }
        if (attribute instanceof EmbeddableValuedModelPart) {
            IdentityHashMap<Object, List<Object>> found = new IdentityHashMap<>();
            owners.forEach(owner -> {
                Object value = attribute.getValue(owner);
                found.put(owner, value == null ? List.of() : List.of(value));
            });
            return found;
        }
        return references(attribute, owners);
    }

    private static @Nullable ManagedMappingType embeddable(AttributeMapping attribute) {
        Object part = attribute instanceof PluralAttributeMapping plural ? plural.getElementDescriptor() : attribute;
        return part instanceof EmbeddableValuedModelPart value ? value.getEmbeddableTypeDescriptor() : null;
    }

    private Map<AttributeMapping, List<Object>> byAttribute(Level from, String name) {
        Map<AttributeMapping, List<Object>> groups = new LinkedHashMap<>();
        for (Object owner : from.owners()) {
            ManagedMappingType type = from.embeddable() == null ? type(owner) : from.embeddable();
            AttributeMapping attribute = Navigation.attribute(type, name);
            if (attribute != null) {
                groups.computeIfAbsent(attribute, a -> new ArrayList<>()).add(owner);
            }
        }
        return groups;
    }

    private ManagedMappingType type(Object entity) {
        return session.getFactory()
                .getMappingMetamodel()
                .getEntityDescriptor(session.getFactory().bestGuessEntityName(entity));
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

    /** Entities, or embedded values, which know no type of their own. */
    private record Level(Collection<?> owners, @Nullable ManagedMappingType embeddable) {}

    /** Takes what was read. */
    public interface Sink {

        /** This path is read, even if nothing is found. */
        void expect(String path);

        /** The members of one owner at one path. */
        void put(String path, Object owner, List<Object> members);
    }
}
