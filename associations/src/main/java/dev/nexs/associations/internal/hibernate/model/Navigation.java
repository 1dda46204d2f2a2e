package dev.nexs.associations.internal.hibernate.model;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.CollectionPart;
import org.hibernate.metamodel.mapping.DiscriminatedAssociationModelPart;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.mapping.EntityValuedModelPart;
import org.hibernate.metamodel.mapping.ForeignKeyDescriptor;
import org.hibernate.metamodel.mapping.ManagedMappingType;
import org.hibernate.metamodel.mapping.ModelPart;
import org.hibernate.metamodel.mapping.NonAggregatedIdentifierMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.spi.MappingMetamodelImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.spi.NavigablePath;
import org.jspecify.annotations.Nullable;

/** Where an attribute leads. An attribute may be one of a subclass, and its target may be one of several entities. */
public final class Navigation {

    private final MappingMetamodelImplementor metamodel;

    /** Navigates this metamodel. */
    public Navigation(MappingMetamodelImplementor metamodel) {
        this.metamodel = metamodel;
    }

    /** {@return what an entity is referred to by in the rows of one of its collections} */
    public static @Nullable Object keyOfOwner(
            PluralAttributeMapping collection, Object owner, SharedSessionContractImplementor session) {
        return collection
                .getKeyDescriptor()
                .getAssociationKeyFromSide(owner, ForeignKeyDescriptor.Nature.TARGET, session);
    }

    /** {@return the collection of the members that owns the rows of an inverse one, or null} */
    public static @Nullable PluralAttributeMapping owningSideOf(
            PluralAttributeMapping inverse, EntityMappingType members) {
        ModelPart part = members;
        for (String step :
                inverse.getCollectionDescriptor().getMappedByProperty().split("\\.", -1)) {
            part = part instanceof EmbeddableValuedModelPart value
                    ? value.getEmbeddableTypeDescriptor().findAttributeMapping(step)
                    : part instanceof EntityMappingType entity ? entity.findAttributeMapping(step) : null;
        }
        return part instanceof PluralAttributeMapping owning ? owning : null;
    }

    /** {@return the collection of the members that is mapped by a collection of their owners, or null} */
    public static @Nullable CollectionPersister inverseOf(PluralAttributeMapping owning, EntityMappingType members) {
        CollectionPersister[] found = new CollectionPersister[1];
        members.forEachAttributeMapping(attribute -> {
            if (attribute instanceof PluralAttributeMapping plural) {
                CollectionPersister persister = plural.getCollectionDescriptor();
                if (persister.isInverse()
                        && owning.getAttributeName().equals(persister.getMappedByProperty())
                        && plural.getElementDescriptor() instanceof EntityValuedModelPart part
                        && owningSideOf(plural, part.getEntityMappingType()) == owning) {
                    found[0] = persister;
                }
            }
        });
        return found[0];
    }

    /** {@return the attribute of that name, or null; those of an id class are attributes of the entity} */
    public static @Nullable AttributeMapping attribute(ManagedMappingType type, String name) {
        AttributeMapping attribute = type.findAttributeMapping(name);
        return attribute == null
                        && type instanceof EntityMappingType entity
                        && entity.getIdentifierMapping() instanceof NonAggregatedIdentifierMapping id
                ? id.getVirtualIdEmbeddable().findAttributeMapping(name)
                : attribute;
    }

    /** {@return the attributes of that name, of the types and of their subclasses} */
    public Set<AttributeMapping> attributes(Collection<? extends ManagedMappingType> types, String name) {
        Set<AttributeMapping> found = new LinkedHashSet<>();
        for (ManagedMappingType type : withSubclasses(types)) {
            AttributeMapping attribute = attribute(type, name);
            if (attribute != null) {
                found.add(attribute);
            }
        }
        return found;
    }

    /** {@return the types that the attribute leads to; none for a basic one} */
    public Collection<? extends ManagedMappingType> targets(AttributeMapping attribute) {
        if (attribute instanceof PluralAttributeMapping plural) {
            return targetsOf(plural.getElementDescriptor());
        }
        return targetsOf(attribute);
    }

    /** {@return whether there is anything to load or to pass through at the attribute} */
    public boolean leadsSomewhere(AttributeMapping attribute) {
        return attribute instanceof PluralAttributeMapping
                || !targets(attribute).isEmpty()
                || isReadLazily(attribute);
    }

    /** Only bytecode enhancement leaves a basic attribute unread. */
    private static boolean isReadLazily(AttributeMapping attribute) {
        if (!(attribute.getDeclaringType() instanceof EntityMappingType entity)) {
            return false;
        }
        var enhancement = entity.getEntityPersister().getBytecodeEnhancementMetadata();
        return enhancement.isEnhancedForLazyLoading()
                && enhancement.getLazyAttributesMetadata().isLazyAttribute(attribute.getAttributeName());
    }

    /** {@return the names of all attributes that lead somewhere} */
    public Set<String> associations(Collection<? extends ManagedMappingType> types) {
        Set<String> names = new TreeSet<>();
        for (ManagedMappingType type : withSubclasses(types)) {
            type.forEachAttributeMapping(attribute -> addName(attribute, names));
            if (type instanceof EntityMappingType entity
                    && entity.getIdentifierMapping() instanceof NonAggregatedIdentifierMapping id) {
                id.getVirtualIdEmbeddable().forEachAttributeMapping(attribute -> addName(attribute, names));
            }
        }
        names.remove(NavigablePath.IDENTIFIER_MAPPER_PROPERTY);
        return names;
    }

    private void addName(AttributeMapping attribute, Set<String> names) {
        if (leadsSomewhere(attribute)) {
            names.add(attribute.getAttributeName());
        }
    }

    /** {@return the entity of that name, or null} */
    public @Nullable EntityMappingType entity(String name) {
        return metamodel.findEntityDescriptor(name);
    }

    private Collection<? extends ManagedMappingType> targetsOf(ModelPart part) {
        if (part instanceof EntityValuedModelPart entity) {
            return List.of(entity.getEntityMappingType());
        }
        if (part instanceof EmbeddableValuedModelPart embeddable) {
            return List.of(embeddable.getEmbeddableTypeDescriptor());
        }
        if (part instanceof DiscriminatedAssociationModelPart any) {
            return implementations(any.getJavaType().getJavaTypeClass());
        }
        return List.of();
    }

    private Collection<EntityMappingType> implementations(Class<?> type) {
        Set<EntityMappingType> found = new LinkedHashSet<>();
        metamodel.forEachEntityDescriptor(entity -> {
            if (type.isAssignableFrom(entity.getMappedClass())) {
                found.add(entity);
            }
        });
        return found;
    }

    private static Set<ManagedMappingType> withSubclasses(Collection<? extends ManagedMappingType> types) {
        Set<ManagedMappingType> all = new LinkedHashSet<>(types);
        for (ManagedMappingType type : types) {
            if (type instanceof EntityMappingType entity) {
                all.addAll(entity.getSubMappingTypes());
            }
        }
        return all;
    }

    /** {@return whether the part of a collection holds entities} */
    public static boolean holdsEntities(CollectionPart part) {
        return part instanceof EntityValuedModelPart || part instanceof DiscriminatedAssociationModelPart;
    }
}
