package dev.nexs.softdelete.internal.hibernate.boot;

import dev.nexs.softdelete.DeletedAt;
import dev.nexs.softdelete.DeletedBy;
import java.lang.reflect.Member;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.RootClass;

/** Views of the marker inside embeddables, where they cannot be: an embeddable may belong to several entities. */
final class EmbeddedViews {

    private EmbeddedViews() {}

    /** One sentence for each. */
    static List<String> mistakes(RootClass root) {
        Set<Class<?>> embeddables = new LinkedHashSet<>();
        for (PersistentClass entity : root.getSubclassClosure()) {
            entity.getProperties().forEach(property -> collect(property, embeddables));
        }
        if (root.getIdentifierProperty() != null) {
            collect(root.getIdentifierProperty(), embeddables);
        }
        List<String> mistakes = new ArrayList<>();
        embeddables.forEach(type -> Members.all(type)
                .filter(member ->
                        member.isAnnotationPresent(DeletedAt.class) || member.isAnnotationPresent(DeletedBy.class))
                .map(Member.class::cast)
                .forEach(member -> mistakes.add("The attribute " + type.getName() + "." + Members.attribute(member)
                        + " carries @DeletedAt or @DeletedBy inside an embeddable of " + root.getEntityName()
                        + ". They are possible on attributes of the entity itself only. Move it there.")));
        return mistakes;
    }

    private static void collect(Property property, Set<Class<?>> embeddables) {
        if (property.getValue() instanceof Component component && !component.isDynamic()) {
            for (Class<?> type = component.getComponentClass();
                    type != null && type != Object.class;
                    type = type.getSuperclass()) {
                embeddables.add(type);
            }
            component.getProperties().forEach(nested -> collect(nested, embeddables));
        }
    }
}
