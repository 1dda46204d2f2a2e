package dev.nexs.associations.internal.hibernate.mapping;

import dev.nexs.associations.AssociationException;
import dev.nexs.associations.AssociationsSettings;
import dev.nexs.associations.CachedAssociation;
import java.util.Locale;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.boot.ResourceStreamLocator;
import org.hibernate.boot.spi.AdditionalMappingContributions;
import org.hibernate.boot.spi.AdditionalMappingContributor;
import org.hibernate.boot.spi.InFlightMetadataCollector;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.mapping.BasicValue;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.OneToMany;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.RootClass;
import org.hibernate.mapping.ToOne;
import org.hibernate.mapping.Value;
import org.jspecify.annotations.Nullable;

/** Makes annotated associations, or all of them, cacheable together with their targets. Found through service loading. */
public final class CachedAssociations implements AdditionalMappingContributor {

    /** For the service loader. */
    public CachedAssociations() {}

    @Override
    public void contribute(
            AdditionalMappingContributions contributions,
            InFlightMetadataCollector metadata,
            ResourceStreamLocator locator,
            MetadataBuildingContext context) {
        CacheConcurrencyStrategy everywhere = setting(context);
        for (PersistentClass entity : metadata.getEntityBindingMap().values()) {
            Class<?> type = entity.getMappedClass();
            if (type == null) {
                continue;
            }
            for (Property property : entity.getProperties()) {
                CachedAssociation annotation = Members.annotation(type, property, CachedAssociation.class);
                CacheConcurrencyStrategy strategy = annotation == null ? everywhere : annotation.value();
                if (annotation != null && property.getValue() instanceof BasicValue) {
                    throw new AssociationException(entity.getEntityName() + "." + property.getName()
                            + " is annotated with @CachedAssociation, but is no association; remove the annotation");
                }
                if (strategy != null) {
                    cache(property.getValue(), strategy.toAccessType().getExternalName(), metadata);
                }
            }
        }
    }

    private static void cache(Value value, String access, InFlightMetadataCollector metadata) {
        if (value instanceof Collection collection) {
            if (collection.getCacheConcurrencyStrategy() == null) {
                collection.setCacheConcurrencyStrategy(access);
            }
            target(collection.getElement(), access, metadata);
        } else {
            target(value, access, metadata);
        }
    }

    private static void target(Value value, String access, InFlightMetadataCollector metadata) {
        String entity = value instanceof OneToMany many
                ? many.getReferencedEntityName()
                : value instanceof ToOne one ? one.getReferencedEntityName() : null;
        PersistentClass binding = entity == null ? null : metadata.getEntityBinding(entity);
        if (binding != null) {
            RootClass root = binding.getRootClass();
            if (root.getCacheConcurrencyStrategy() == null) {
                root.setCacheConcurrencyStrategy(access);
                root.setCached(true);
            }
            binding.setCached(true);
        }
    }

    private static @Nullable CacheConcurrencyStrategy setting(MetadataBuildingContext context) {
        Object value = context.getBootstrapContext()
                .getConfigurationService()
                .getSettings()
                .get(AssociationsSettings.CACHE);
        if (value == null || value.toString().trim().equalsIgnoreCase("none")) {
            return null;
        }
        String wanted = value.toString().trim().toUpperCase(Locale.ROOT).replace('-', '_');
        try {
            return CacheConcurrencyStrategy.valueOf(wanted);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    AssociationsSettings.CACHE + " is '" + value
                            + "'; allowed are none, read-only, nonstrict-read-write, read-write and transactional",
                    e);
        }
    }
}
