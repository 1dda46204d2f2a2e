package dev.nexs.cli;

import dev.nexs.orm.NexsDataSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.MigrateResult;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nexs migrate}, {@code nexs migrate check}. */
@Command(
        name = "migrate",
        description = "Runs pending migrations by Flyway on the primary.",
        subcommands = MigrateCommand.Check.class)
final class MigrateCommand implements Callable<Integer> {

    @Mixin
    final Connected database = new Connected();

    @Mixin
    final Migrations migrations = new Migrations();

    @Mixin
    final Report report = new Report();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Where migrations are. */
    static final class Migrations {

        @Option(
                names = "--locations",
                split = ",",
                paramLabel = "PATH",
                defaultValue = "src/main/resources/db/migration",
                description = "Folders of migrations. Default: ${DEFAULT-VALUE}")
        List<Path> locations = new ArrayList<>();

        @Option(
                names = "--history",
                defaultValue = "flyway_schema_history",
                description = "Flyway's table. Default: ${DEFAULT-VALUE}")
        String table = "flyway_schema_history";

        @Option(names = "--placeholder", paramLabel = "NAME=VALUE", description = "A placeholder of the migrations")
        Map<String, String> placeholders = new LinkedHashMap<>();

        FluentConfiguration flyway(DataSource source) {
            for (Path location : locations) {
                if (!java.nio.file.Files.isDirectory(location)) {
                    throw new IllegalArgumentException("--locations: there is no folder " + location);
                }
            }
            FluentConfiguration flyway = Flyway.configure()
                    .dataSource(source)
                    .locations(locations.stream()
                            .map(location -> "filesystem:" + location.toAbsolutePath())
                            .toArray(String[]::new))
                    .table(table)
                    .placeholders(placeholders);
            // A lock that waits inside a transaction stalls CREATE INDEX CONCURRENTLY.
            flyway.getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                    .setTransactionalLock(false);
            return flyway;
        }
    }

    @Override
    public Integer call() {
        try (NexsDataSource source = database.open()) {
            MigrateResult result = migrations.flyway(source).load().migrate();
            if (report.isJson()) {
                report.write(
                        spec,
                        Map.of(
                                "migrations",
                                result.migrations.stream()
                                        .map(each -> String.valueOf(each.version))
                                        .toList(),
                                "ok",
                                result.success));
            } else {
                result.migrations.forEach(each -> Report.out(spec)
                        .println(each.version + " " + each.description + ": " + each.executionTime + " ms"));
                Report.out(spec).println(result.migrationsExecuted + " migrations");
            }
            return result.success ? 0 : Nexs.FOUND;
        }
    }

    /** Runs what is pending elsewhere first. */
    @Command(
            name = "check",
            description = {
                "Runs pending migrations on a throw-away server that has the database's schema, and reports of each",
                "statement the locks it took, the tables it rewrote or scanned, and the time to expect at the size that",
                "the tables have. By observation: nothing is parsed. The database itself is only read."
            })
    static final class Check implements Callable<Integer> {

        @Mixin
        final Connected database = new Connected();

        @Mixin
        final Migrations migrations = new Migrations();

        @Mixin
        final Report report = new Report();

        @Option(
                names = "--baseline",
                paramLabel = "FILE",
                description = "A dump of the schema (pg_dump --schema-only --no-owner), for a database whose earlier"
                        + " migrations are not in --locations")
        @Nullable
        Path baseline;

        @Option(
                names = "--most",
                defaultValue = "1",
                paramLabel = "SECONDS",
                description = "Code 1 if a statement is expected to block others for longer. Default: 1")
        double most;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() throws SQLException, IOException {
            MigrationTrial.Result result;
            try (NexsDataSource source = database.open()) {
                result = MigrationTrial.run(source, migrations, baseline);
            }
            boolean blocks = result.statements().stream().anyMatch(this::blocksTooLong);
            if (report.isJson()) {
                Map<String, Object> json = new LinkedHashMap<>();
                json.put("ok", !blocks && result.failure() == null);
                json.put("failure", result.failure());
                json.put("drift", result.drift());
                json.put("statements", result.statements());
                report.write(spec, json);
            } else {
                print(result);
            }
            return blocks || result.failure() != null ? Nexs.FOUND : 0;
        }

        private boolean blocksTooLong(MigrationTrial.Observed statement) {
            return statement.blocks() != MigrationTrial.Blocks.NOTHING && statement.expectedSeconds() > most;
        }

        private void print(MigrationTrial.Result result) {
            PrintWriter out = Report.out(spec);
            if (result.statements().isEmpty() && result.failure() == null) {
                out.println("No migration is pending.");
            }
            String migration = "";
            for (MigrationTrial.Observed each : result.statements()) {
                if (!each.migration().equals(migration)) {
                    migration = each.migration();
                    out.println(migration);
                }
                out.println("  " + each.statement());
                each.locks().forEach((table, mode) -> out.println("    locks " + table + ": " + mode));
                each.rewritten().forEach(table -> out.println("    rewrites " + table));
                each.scanned().forEach(table -> out.println("    reads all of " + table));
                each.indexed().forEach(table -> out.println("    builds an index of " + table));
                if (each.blocks() != MigrationTrial.Blocks.NOTHING) {
                    out.println("    blocks " + each.blocks().words() + " for about "
                            + Duration.ofMillis(Math.round(each.expectedSeconds() * 1000))
                                    .toString()
                                    .substring(2)
                                    .toLowerCase(java.util.Locale.ROOT)
                            + (blocksTooLong(each) ? "  <- too long" : ""));
                }
            }
            result.drift().forEach(table -> out.println("differs from the database: " + table));
            if (result.failure() != null) {
                out.println("FAILED: " + result.failure());
            }
        }
    }
}
