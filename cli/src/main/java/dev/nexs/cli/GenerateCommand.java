package dev.nexs.cli;

import dev.nexs.orm.NexsDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nexs generate}. */
@Command(
        name = "generate",
        description = {
            "Writes entities, or records for reading, of a schema's tables: identities and sequences, enums, JSONB,",
            "arrays, associations with their other side, @SoftDeletable for deleted_at, @TenantId for a tenant_id under",
            "row-level security, @Version for version."
        })
final class GenerateCommand implements Callable<Integer> {

    @Mixin
    final Connected database = new Connected();

    @Mixin
    final Report report = new Report();

    @Option(names = "--schema", defaultValue = "public", description = "Default: ${DEFAULT-VALUE}")
    String schema = "public";

    @Option(names = "--package", required = true, paramLabel = "NAME", description = "The package of the classes")
    String packageName = "";

    @Option(names = "--to", required = true, paramLabel = "FOLDER", description = "The root of the sources")
    Path folder = Path.of(".");

    @Option(names = "--records", description = "Records for Records.mapper(...), in the place of entities")
    boolean records;

    @Option(names = "--overwrite", description = "Replace files that are there")
    boolean overwrite;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws SQLException, IOException {
        EntitySources.Result result;
        try (NexsDataSource source = database.open();
                Connection connection = source.getConnection()) {
            result = EntitySources.of(connection, schema, packageName, records);
        }
        Path target = folder.resolve(packageName.replace('.', '/'));
        for (String name : result.sources().keySet()) {
            if (!overwrite && Files.exists(target.resolve(name + ".java"))) {
                throw new IllegalArgumentException(target.resolve(name + ".java")
                        + " is there already; nothing was written. --overwrite replaces it");
            }
        }
        Files.createDirectories(target);
        for (Map.Entry<String, String> each : result.sources().entrySet()) {
            Files.writeString(target.resolve(each.getKey() + ".java"), each.getValue());
        }
        result.skipped().forEach(spec.commandLine().getErr()::println);
        if (report.isJson()) {
            report.write(spec, Map.of("written", result.sources().keySet(), "skipped", result.skipped()));
        } else {
            Report.out(spec).println(result.sources().size() + " classes in " + target);
        }
        return 0;
    }
}
