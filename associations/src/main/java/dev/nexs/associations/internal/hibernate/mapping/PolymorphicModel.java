package dev.nexs.associations.internal.hibernate.mapping;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.ResourceStreamLocator;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.boot.model.relational.internal.SqlStringGenerationContextImpl;
import org.hibernate.boot.spi.AdditionalMappingContributions;
import org.hibernate.boot.spi.AdditionalMappingContributor;
import org.hibernate.boot.spi.InFlightMetadataCollector;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.mapping.Index;
import org.hibernate.mapping.PersistentClass;

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
        ParentTriggers.addTo(metadata);
    }

    /**
     * Writes what depends on how all other modules have mapped the entities, just before Hibernate makes its runtime model
     * of them.
     *
     * @return the ways of the collections that lead along others, by their roles
     */
    public static Map<String, String> finish(Metadata metadata, SessionFactoryImplementor factory) {
        Map<String, PersistentClass> entities = metadata.getEntityBindings().stream()
                .collect(Collectors.toMap(PersistentClass::getEntityName, entity -> entity));
        List<AnyReference> references = entities.values().stream()
                .flatMap(entity -> AnyReference.of(entity, entities.values()).stream())
                .toList();
        Object schema = factory.getProperties().get(AvailableSettings.DEFAULT_SCHEMA);
        SqlStringGenerationContext names = SqlStringGenerationContextImpl.fromExplicit(
                factory.getJdbcServices().getJdbcEnvironment(),
                metadata.getDatabase(),
                null,
                schema == null ? null : schema.toString());
        new InverseToOnes(entities, references, names).complete();
        return new ThroughPaths(
                        entities, references, names, metadata.getDatabase().getDefaultNamespace())
                .complete();
    }

    private static void index(AnyReference reference) {
        String name = reference.table().getName() + "_" + reference.typeColumn().getName() + "_idx";
        Index index = reference.table().getOrCreateIndex(name);
        index.addColumn(reference.typeColumn());
        index.addColumn(reference.idColumn());
    }
}
