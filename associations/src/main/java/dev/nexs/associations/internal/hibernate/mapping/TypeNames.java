package dev.nexs.associations.internal.hibernate.mapping;

import dev.nexs.associations.AssociationException;
import dev.nexs.associations.TypeName;
import org.hibernate.metamodel.mapping.DiscriminatedAssociationModelPart;
import org.hibernate.metamodel.mapping.DiscriminatorConverter;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.mapping.ModelPart;
import org.hibernate.metamodel.model.domain.NavigableRole;
import org.hibernate.metamodel.spi.ImplicitDiscriminatorStrategy;
import org.hibernate.metamodel.spi.MappingMetamodelImplementor;
import org.jspecify.annotations.Nullable;

/**
 * Stores the name of the nearest named class. Hibernate keeps one entity per name, the one that it has asked for last;
 * a name must lead to the class that declares it, so that class is asked for last, by {@link NamesAtStart}, when its
 * subclasses are known.
 */
public final class TypeNames implements ImplicitDiscriminatorStrategy {

    /** For Hibernate. */
    public TypeNames() {}

    @Override
    public Object toDiscriminatorValue(
            EntityMappingType entity, NavigableRole role, MappingMetamodelImplementor metamodel) {
        String name = nameOf(entity.getMappedJavaType().getJavaTypeClass());
        if (name == null) {
            throw new AssociationException(entity.getEntityName() + " cannot be stored in " + role.getParent()
                    + ": it has no name; annotate it with @TypeName");
        }
        if (declares(entity)) {
            registerSubclasses(entity, role, metamodel);
        }
        return name;
    }

    private static void registerSubclasses(
            EntityMappingType entity, NavigableRole role, MappingMetamodelImplementor metamodel) {
        DiscriminatorConverter<?, ?> converter = converter(role, metamodel);
        if (converter != null) {
            for (EntityMappingType subclass : entity.getSubMappingTypes()) {
                if (subclass != entity && !declares(subclass)) {
                    converter.getDetailsForEntityName(subclass.getEntityName());
                }
            }
        }
    }

    /** Follows the role from its entity through embedded values to the attribute. */
    private static @Nullable DiscriminatorConverter<?, ?> converter(
            NavigableRole role, MappingMetamodelImplementor metamodel) {
        ModelPart part = partOf(role.getParent(), metamodel);
        return part instanceof DiscriminatedAssociationModelPart any
                ? any.getDiscriminatorMapping().getValueConverter()
                : null;
    }

    private static @Nullable ModelPart partOf(@Nullable NavigableRole role, MappingMetamodelImplementor metamodel) {
        if (role == null || role.getParent() == null) {
            return null;
        }
        EntityMappingType entity =
                metamodel.findEntityDescriptor(role.getParent().getFullPath());
        if (entity != null) {
            return entity.findAttributeMapping(role.getLocalName());
        }
        return partOf(role.getParent(), metamodel) instanceof EmbeddableValuedModelPart embedded
                ? embedded.getEmbeddableTypeDescriptor().findAttributeMapping(role.getLocalName())
                : null;
    }

    @Override
    public @Nullable EntityMappingType toEntityMapping(
            Object value, NavigableRole role, MappingMetamodelImplementor metamodel) {
        EntityMappingType[] found = new EntityMappingType[1];
        metamodel.forEachEntityDescriptor(entity -> {
            if (declares(entity)
                    && value.equals(nameOf(entity.getMappedJavaType().getJavaTypeClass()))) {
                found[0] = entity;
            }
        });
        return found[0];
    }

    private static boolean declares(EntityMappingType entity) {
        return entity.getMappedJavaType().getJavaTypeClass().isAnnotationPresent(TypeName.class);
    }

    /** {@return the name of the class or of its nearest named superclass, or null} */
    static @Nullable String nameOf(Class<?> type) {
        Class<?> named = declaring(type);
        return named == null ? null : named.getAnnotation(TypeName.class).value();
    }

    /** {@return the class or its nearest superclass that declares a name, or null} */
    static @Nullable Class<?> declaring(Class<?> type) {
        Class<?> named = type;
        while (named != null && !named.isAnnotationPresent(TypeName.class)) {
            named = named.getSuperclass();
        }
        return named;
    }
}
