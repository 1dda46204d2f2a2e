package dev.nexs.tenancy.internal;

import dev.nexs.orm.internal.Catalogue;
import dev.nexs.tenancy.Tenant;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jspecify.annotations.Nullable;

/** Flyway on one tenant. The only class that knows Flyway, which is optional. */
final class TenantFlyway {

    private final Flyway flyway;

    TenantFlyway(TenancySettings settings, DataSources sources, Tenant tenant) {
        String schema =
                tenant.place().schema().isEmpty() ? "public" : tenant.place().schema();
        FluentConfiguration configuration = Flyway.configure()
                .dataSource(new Connections(sources, tenant))
                .locations(settings.get(Catalogue.TENANCY_MIGRATIONS_LOCATIONS).toArray(String[]::new))
                .schemas(schema)
                .defaultSchema(schema)
                .createSchemas(false)
                .baselineOnMigrate(false)
                .placeholders(Map.of("tenant", tenant.id(), "schema", schema));
        // A lock that waits inside a transaction stalls CREATE INDEX CONCURRENTLY of every other tenant.
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        this.flyway = configuration.load();
    }

    List<String> pending() {
        return Arrays.stream(flyway.info().pending())
                .map(each -> each.getVersion() == null
                        ? "R " + each.getDescription()
                        : each.getVersion().getVersion())
                .toList();
    }

    /** {@return how many milliseconds each version took} */
    Map<String, Integer> migrate() {
        Map<String, Integer> millis = new LinkedHashMap<>();
        flyway.migrate()
                .migrations
                .forEach(each -> millis.put(
                        each.version == null || each.version.isEmpty() ? "R " + each.description : each.version,
                        each.executionTime));
        return millis;
    }

    /** Connections of the role that owns tables, where the tenant is. */
    private record Connections(DataSources sources, Tenant tenant) implements DataSource {

        @Override
        public Connection getConnection() throws SQLException {
            return sources.controlConnection(tenant.place());
        }

        @Override
        public Connection getConnection(String username, String password) throws SQLException {
            throw new SQLFeatureNotSupportedException("The role is configured");
        }

        @Override
        public @Nullable PrintWriter getLogWriter() {
            return null;
        }

        @Override
        public void setLogWriter(@Nullable PrintWriter out) {
            // logs go to SLF4J
        }

        @Override
        public void setLoginTimeout(int seconds) {
            // the pool's own
        }

        @Override
        public int getLoginTimeout() {
            return 0;
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            throw new SQLFeatureNotSupportedException("Logs go to SLF4J");
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            throw new SQLException("There is no " + type.getName() + " here");
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }
}
