package dev.nexs.tenancy.internal.hibernate;

import dev.nexs.orm.NexsSettings;
import dev.nexs.tenancy.TenancyStrategy;
import dev.nexs.tenancy.internal.TenancyCore;
import java.util.Map;
import org.hibernate.boot.ResourceStreamLocator;
import org.hibernate.boot.model.relational.AbstractAuxiliaryDatabaseObject;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.boot.spi.AdditionalMappingContributions;
import org.hibernate.boot.spi.AdditionalMappingContributor;
import org.hibernate.boot.spi.InFlightMetadataCollector;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.engine.config.spi.ConfigurationService;
import org.hibernate.engine.jdbc.connections.spi.MultiTenantConnectionProvider;
import org.hibernate.service.ServiceRegistry;
import org.jspecify.annotations.Nullable;

/** Has hbm2ddl put row-level security on the tables of tenants. Found through service loading. */
public final class RowSecurityMapping implements AdditionalMappingContributor {

    /** For the service loader. */
    public RowSecurityMapping() {}

    @Override
    public void contribute(
            AdditionalMappingContributions contributions,
            InFlightMetadataCollector metadata,
            ResourceStreamLocator locator,
            MetadataBuildingContext context) {
        ServiceRegistry registry = context.getBootstrapContext().getServiceRegistry();
        Map<String, Object> settings =
                registry.requireService(ConfigurationService.class).getSettings();
        if (!settings.containsKey(NexsSettings.TENANCY_STRATEGY)
                && !settings.containsKey(NexsSettings.TENANCY_INSTANCE)) {
            return;
        }
        if (registry.getService(MultiTenantConnectionProvider.class) instanceof TenantProvider provider
                && provider.core().settings().strategy() == TenancyStrategy.ROW) {
            contributions.contributeAuxiliaryDatabaseObject(new RowSecurity(metadata, provider.core()));
        }
    }

    /** Policies are replaced at each export and go with their tables. */
    private static final class RowSecurity extends AbstractAuxiliaryDatabaseObject {

        private static final long serialVersionUID = 1L;

        private final transient @Nullable InFlightMetadataCollector metadata;
        private final transient @Nullable TenancyCore core;

        RowSecurity(InFlightMetadataCollector metadata, TenancyCore core) {
            this.metadata = metadata;
            this.core = core;
        }

        @Override
        public boolean beforeTablesOnCreation() {
            return false;
        }

        @Override
        public String[] sqlCreateStrings(SqlStringGenerationContext context) {
            if (metadata == null || core == null) {
                return new String[0];
            }
            return core.statements(TenantModel.of(
                            metadata.getEntityBindingMap().values(), metadata.getCollectionBindings(), context))
                    .toArray(String[]::new);
        }

        @Override
        public String[] sqlDropStrings(SqlStringGenerationContext context) {
            return new String[0];
        }
    }
}
