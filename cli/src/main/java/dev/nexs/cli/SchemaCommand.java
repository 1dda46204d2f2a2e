package dev.nexs.cli;

import dev.nexs.orm.doctor.Diagnosis;
import dev.nexs.orm.doctor.Doctor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nexs schema validate}. */
@Command(
        name = "schema",
        description = "Compares entities with the database.",
        subcommands = SchemaCommand.Validate.class)
final class SchemaCommand {

    @Command(
            name = "validate",
            description = {
                "Compares the entities with the database: tables, columns, types, lengths, nullability, defaults,",
                "values of enums, foreign and unique keys, indexes, policies, sequences. It fails when it compared nothing."
            })
    static final class Validate implements Callable<Integer> {

        @Mixin
        final Connected database = new Connected();

        @Mixin
        final Entities entities = new Entities();

        @Mixin
        final Report report = new Report();

        @Option(
                names = "--previous",
                paramLabel = "PATH",
                split = ",",
                description = "The previous release's jar or classes: both releases must fit, for a rolling deployment")
        List<Path> previous = new ArrayList<>();

        @Option(names = "--sarif", description = "Write SARIF 2.1.0")
        boolean sarif;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            Map<String, Object> settings = database.settings();
            Diagnosis diagnosis = validate(settings, entities.entities);
            if (!previous.isEmpty()) {
                diagnosis = diagnosis.and(validate(settings, previous));
            }
            if (sarif) {
                Report.out(spec).println(diagnosis.toSarif());
                return diagnosis.ok() ? 0 : Nexs.FOUND;
            }
            return report.write(spec, diagnosis);
        }

        private Diagnosis validate(Map<String, Object> settings, List<Path> from) {
            try (Entities.Opened opened = entities.open(settings, from)) {
                return Doctor.of(opened.factory()).validateSchema();
            }
        }
    }
}
