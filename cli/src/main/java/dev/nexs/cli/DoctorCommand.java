package dev.nexs.cli;

import dev.nexs.orm.NexsConfigurationException;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.doctor.Diagnosis;
import dev.nexs.orm.doctor.Doctor;
import dev.nexs.orm.doctor.Finding;
import dev.nexs.orm.doctor.Severity;
import dev.nexs.orm.internal.ConfigurationReader;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nexs doctor}. */
@Command(
        name = "doctor",
        description = "Examines settings, nodes, the database, and what the application's entities need of it.")
final class DoctorCommand implements Callable<Integer> {

    @Mixin
    final Connected database = new Connected();

    @Mixin
    final Entities entities = new Entities();

    @Mixin
    final Report report = new Report();

    @Option(names = "--sarif", description = "Write SARIF 2.1.0")
    boolean sarif;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Map<String, Object> settings = database.settings();
        Diagnosis diagnosis;
        try {
            ConfigurationReader.read(settings);
            diagnosis = examine(settings);
        } catch (NexsConfigurationException e) {
            diagnosis = new Diagnosis(
                    e.problems().stream()
                            .map(problem -> new Finding(
                                    "settings.invalid",
                                    Severity.ERROR,
                                    "settings",
                                    problem,
                                    "Correct it; docs/settings.md has every setting"))
                            .toList(),
                    settings.size());
        }
        if (sarif) {
            Report.out(spec).println(diagnosis.toSarif());
            return diagnosis.ok() ? 0 : Nexs.FOUND;
        }
        return report.write(spec, diagnosis);
    }

    private Diagnosis examine(Map<String, Object> settings) {
        if (entities.areNamed()) {
            try (Entities.Opened opened = entities.open(settings)) {
                return Doctor.of(opened.factory()).examine();
            }
        }
        try (NexsDataSource source = database.open()) {
            return Doctor.of(source).examine();
        }
    }
}
