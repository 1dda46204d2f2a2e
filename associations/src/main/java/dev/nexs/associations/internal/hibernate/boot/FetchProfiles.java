package dev.nexs.associations.internal.hibernate.boot;

import dev.nexs.associations.Guards;
import org.hibernate.boot.ResourceStreamLocator;
import org.hibernate.boot.spi.AdditionalMappingContributions;
import org.hibernate.boot.spi.AdditionalMappingContributor;
import org.hibernate.boot.spi.InFlightMetadataCollector;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.mapping.FetchProfile;
import org.hibernate.mapping.MetadataSource;

/** Declares the empty fetch profile that makes a query strict. Found through service loading. */
public final class FetchProfiles implements AdditionalMappingContributor {

    /** For the service loader. */
    public FetchProfiles() {}

    @Override
    public void contribute(
            AdditionalMappingContributions contributions,
            InFlightMetadataCollector metadata,
            ResourceStreamLocator locator,
            MetadataBuildingContext context) {
        metadata.addFetchProfile(new FetchProfile(Guards.STRICT, MetadataSource.OTHER));
    }
}
