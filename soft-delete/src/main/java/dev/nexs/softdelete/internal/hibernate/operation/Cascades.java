package dev.nexs.softdelete.internal.hibernate.operation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hibernate.Hibernate;
import org.hibernate.engine.spi.CascadeStyle;
import org.hibernate.engine.spi.CascadingActions;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.CollectionType;
import org.hibernate.type.CompositeType;
import org.hibernate.type.EntityType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/** Which entities a removal takes along: those behind cascade REMOVE and orphan removal. */
public final class Cascades {

    private Cascades() {}

    /** The entities that removing this one removes too, one step away. Associations are initialized under the session's view. */
    public static List<Object> removedWith(Object entity, SharedSessionContractImplementor session) {
        EntityPersister persister = session.getEntityPersister(null, entity);
        List<Object> found = new ArrayList<>();
        Type[] types = persister.getPropertyTypes();
        CascadeStyle[] styles = persister.getPropertyCascadeStyles();
        for (int i = 0; i < types.length; i++) {
            if (leads(types[i], styles[i])) {
                collect(types[i], styles[i], persister.getValue(entity, i), found::add);
            }
        }
        return found;
    }

    private static boolean leads(Type type, CascadeStyle style) {
        return isEmbedded(type) || isRemoving(style);
    }

    /** A polymorphic reference is a composite type to Hibernate, of a name and a key. */
    private static boolean isEmbedded(Type type) {
        return type instanceof CompositeType && !type.isAnyType();
    }

    private static boolean isRemoving(CascadeStyle style) {
        return style.doCascade(CascadingActions.REMOVE) || style.hasOrphanDelete();
    }

    private static void collect(Type type, CascadeStyle style, @Nullable Object value, Consumer<Object> found) {
        if (value == null) {
            return;
        } else if (isEmbedded(type)) {
            CompositeType composite = (CompositeType) type;
            Type[] types = composite.getSubtypes();
            Object[] values = composite.getPropertyValues(value);
            for (int i = 0; i < types.length; i++) {
                if (leads(types[i], composite.getCascadeStyle(i))) {
                    collect(types[i], composite.getCascadeStyle(i), values[i], found);
                }
            }
        } else if ((type instanceof EntityType || type.isAnyType()) && isRemoving(style)) {
            found.accept(Hibernate.unproxy(value));
        } else if (type instanceof CollectionType && isRemoving(style)) {
            Hibernate.initialize(value);
            Collection<?> elements = value instanceof Map<?, ?> map ? map.values() : (Collection<?>) value;
            elements.forEach(element -> {
                if (element != null) {
                    found.accept(Hibernate.unproxy(element));
                }
            });
        }
    }
}
