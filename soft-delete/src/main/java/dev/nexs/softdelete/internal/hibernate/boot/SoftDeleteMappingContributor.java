package dev.nexs.softdelete.internal.hibernate.boot;

import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModels;
import dev.nexs.softdelete.internal.hibernate.model.View;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.boot.ResourceStreamLocator;
import org.hibernate.boot.spi.AdditionalMappingContributions;
import org.hibernate.boot.spi.AdditionalMappingContributor;
import org.hibernate.boot.spi.InFlightMetadataCollector;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.mapping.FetchProfile;
import org.hibernate.mapping.MetadataSource;
import org.hibernate.mapping.RootClass;

/** Finds what is soft-deletable once Hibernate has bound the entities, and completes their mapping. */
public final class SoftDeleteMappingContributor implements AdditionalMappingContributor {

    @Override
    public String getContributorName() {
        return "nexs-soft-delete";
    }

    @Override
    public void contribute(
            AdditionalMappingContributions contributions,
            InFlightMetadataCollector metadata,
            ResourceStreamLocator locator,
            MetadataBuildingContext context) {
        SoftDeleteModel model = SoftDeleteModels.of(context.getBootstrapContext());
        Settings settings = Settings.read(context, model);
        List<RootClass> roots = new ArrayList<>();
        metadata.getEntityBindingMap().values().forEach(entity -> {
            if (entity instanceof RootClass root) {
                roots.add(root);
            }
        });
        EntityBinder binder = new EntityBinder(context, metadata, settings, model);
        roots.forEach(binder::bind);
        ReferenceBinder references = new ReferenceBinder(metadata, settings, model);
        metadata.getEntityBindingMap().values().forEach(references::bind);
        CollectionBinder collections = new CollectionBinder(context, metadata, settings, model);
        metadata.getCollectionBindings().forEach(collections::bind);
        metadata.getCollectionBindings().forEach(collections::bindInverse);
        if (!model.isEmpty()) {
            for (String profile : new String[] {View.WITH_TRASHED, View.ONLY_TRASHED, View.BY_REFERENCE}) {
                if (metadata.getFetchProfile(profile) == null) {
                    metadata.addFetchProfile(new FetchProfile(profile, MetadataSource.OTHER));
                }
            }
        }
    }
}
