package dev.nexs.associations.internal.hibernate.any;

import java.util.Collection;
import java.util.List;
import org.hibernate.boot.ResourceStreamLocator;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.boot.model.relational.internal.SqlStringGenerationContextImpl;
import org.hibernate.boot.spi.AdditionalMappingContributions;
import org.hibernate.boot.spi.AdditionalMappingContributor;
import org.hibernate.boot.spi.InFlightMetadataCollector;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.mapping.Index;
import org.hibernate.mapping.PersistentClass;
import org.jspecify.annotations.Nullable;

/** Completes the polymorphic mappings when all entities are bound. Found through service loading. */
public final class PolymorphicModel implements AdditionalMappingContributor {

    /** For the service loader. */
    public PolymorphicModel() {}

    @Override
    public void contribute(
            AdditionalMappingContributions contributions,
            InFlightMetadataCollector metadata,
            ResourceStreamLocator locator,
            MetadataBuildingContext context) {
        Collection<PersistentClass> entities = metadata.getEntityBindingMap().values();
        List<AnyReference> references = entities.stream()
                .flatMap(entity -> AnyReference.of(entity, entities).stream())
                .toList();
        new PolymorphicChecks(entities, references).run();
        references.stream().filter(reference -> reference.annotation().index()).forEach(PolymorphicModel::index);
        references.stream()
                .filter(reference -> reference.annotation().integrity())
                .forEach(reference -> metadata.addAuxiliaryDatabaseObject(new IntegrityTriggers(reference)));
        SqlStringGenerationContext names = SqlStringGenerationContextImpl.fromExplicit(
                metadata.getDatabase().getJdbcEnvironment(),
                metadata.getDatabase(),
                null,
                setting(context, AvailableSettings.DEFAULT_SCHEMA));
        entities.forEach(entity -> HasOneFormulas.complete(entity, references, names));
    }

    private static @Nullable String setting(MetadataBuildingContext context, String name) {
        Object value = context.getBootstrapContext()
                .getConfigurationService()
                .getSettings()
                .get(name);
        return value == null ? null : value.toString();
    }

    private static void index(AnyReference reference) {
        String name = reference.table().getName() + "_" + reference.typeColumn().getName() + "_idx";
        Index index = reference.table().getOrCreateIndex(name);
        index.addColumn(reference.typeColumn());
        index.addColumn(reference.idColumn());
    }
}
