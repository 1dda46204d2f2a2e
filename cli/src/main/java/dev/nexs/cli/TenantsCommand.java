package dev.nexs.cli;

import dev.nexs.orm.NexsSettings;
import dev.nexs.tenancy.AuditReport;
import dev.nexs.tenancy.MigrationReport;
import dev.nexs.tenancy.Tenancy;
import dev.nexs.tenancy.Tenant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nexs tenants}: settings {@code nexs.tenancy.*} say how tenants are kept. */
@Command(
        name = "tenants",
        description = "Lists, migrates, audits and steers tenants; nexs.tenancy.* say how they are kept.")
final class TenantsCommand {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private static Tenancy tenancy(Connected database) {
        Map<String, Object> settings = database.settings();
        if (!settings.containsKey(NexsSettings.TENANCY_STRATEGY)) {
            throw new IllegalArgumentException("Set " + NexsSettings.TENANCY_STRATEGY
                    + " in --config FILE or NEXS_TENANCY_STRATEGY, and the others of nexs.tenancy.* as the application"
                    + " does");
        }
        return Tenancy.from(settings);
    }

    private int show(Report report, Map<String, ?> rows, String... heading) {
        if (report.isJson()) {
            report.write(spec, rows);
        } else {
            List<List<String>> cells = new ArrayList<>();
            rows.forEach((key, value) -> cells.add(List.of(key, String.valueOf(value))));
            Report.table(Report.out(spec), List.of(heading), cells);
        }
        return 0;
    }

    @Command(name = "list", description = "Every tenant with its state.")
    int list(@Mixin Connected database, @Mixin Report report) {
        try (Tenancy tenancy = tenancy(database)) {
            Map<String, String> states = new LinkedHashMap<>();
            for (Tenant tenant : tenancy.tenants()) {
                states.put(tenant.id(), tenant.state().name());
            }
            return show(report, states, "tenant", "state");
        }
    }

    @Command(name = "pending", description = "Migrations that each tenant still needs; code 1 when there are any.")
    int pending(@Mixin Connected database, @Mixin Report report) {
        try (Tenancy tenancy = tenancy(database)) {
            Map<String, List<String>> pending = tenancy.pendingMigrations();
            show(report, pending, "tenant", "pending");
            return pending.values().stream().allMatch(List::isEmpty) ? 0 : Nexs.FOUND;
        }
    }

    @Command(name = "migrate", description = "Migrates every tenant; what failed is run again by the same command.")
    int migrate(@Mixin Connected database, @Mixin Report report) {
        try (Tenancy tenancy = tenancy(database)) {
            int known = tenancy.tenants().size();
            int[] done = new int[1];
            Progress progress = new Progress(spec.commandLine().getErr(), "tenants", !report.isJson());
            MigrationReport result = tenancy.migrateAll(each -> progress.at(++done[0], known));
            progress.end();
            if (report.isJson()) {
                report.write(spec, Map.of("ok", result.ok(), "report", result.toString()));
            } else {
                Report.out(spec).println(result);
            }
            return result.ok() ? 0 : Nexs.FOUND;
        }
    }

    @Command(name = "drift", description = "Tenants whose tables differ from the others'; code 1 when there are any.")
    int drift(@Mixin Connected database, @Mixin Report report) {
        try (Tenancy tenancy = tenancy(database)) {
            Map<String, List<String>> drift = tenancy.drift();
            show(report, drift, "tenant", "differs in");
            return drift.values().stream().allMatch(List::isEmpty) ? 0 : Nexs.FOUND;
        }
    }

    @Command(
            name = "audit",
            description = "Proves that tenants are kept apart; code 1 when one could see another's rows.")
    int audit(@Mixin Connected database, @Mixin Report report) {
        try (Tenancy tenancy = tenancy(database)) {
            AuditReport audit = tenancy.audit();
            if (report.isJson()) {
                report.write(spec, Map.of("ok", audit.ok(), "findings", audit.findings(), "advice", audit.advice()));
            } else {
                Report.out(spec).println(audit);
                audit.advice().forEach(advice -> Report.out(spec).println("  advice: " + advice));
            }
            return audit.ok() ? 0 : Nexs.FOUND;
        }
    }

    @Command(name = "provision", description = "Makes a tenant.")
    int provision(@Mixin Connected database, @Mixin Report report, @Parameters(paramLabel = "TENANT") String tenant) {
        try (Tenancy tenancy = tenancy(database)) {
            return state(report, tenancy.provision(Tenant.named(tenant)));
        }
    }

    @Command(name = "suspend", description = "Refuses a tenant's work until it is activated.")
    int suspend(@Mixin Connected database, @Mixin Report report, @Parameters(paramLabel = "TENANT") String tenant) {
        try (Tenancy tenancy = tenancy(database)) {
            return state(report, tenancy.suspend(tenant));
        }
    }

    @Command(name = "activate", description = "Undoes suspend and archive.")
    int activate(@Mixin Connected database, @Mixin Report report, @Parameters(paramLabel = "TENANT") String tenant) {
        try (Tenancy tenancy = tenancy(database)) {
            return state(report, tenancy.activate(tenant));
        }
    }

    @Command(name = "archive", description = "Keeps a tenant's rows and lets nobody in.")
    int archive(@Mixin Connected database, @Mixin Report report, @Parameters(paramLabel = "TENANT") String tenant) {
        try (Tenancy tenancy = tenancy(database)) {
            return state(report, tenancy.archive(tenant));
        }
    }

    @Command(
            name = "drop",
            description = "Deletes a tenant and its rows. Without --confirm it only says the word that confirms it.")
    int drop(
            @Mixin Connected database,
            @Mixin Report report,
            @Parameters(paramLabel = "TENANT") String tenant,
            @Option(names = "--confirm", paramLabel = "WORD") @Nullable String word) {
        try (Tenancy tenancy = tenancy(database)) {
            if (word == null) {
                return show(report, Map.of(tenant, tenancy.drop(tenant)), "tenant", "--confirm");
            }
            tenancy.drop(tenant, word);
            return show(report, Map.of(tenant, "DROPPED"), "tenant", "state");
        }
    }

    private int state(Report report, Tenant tenant) {
        return show(report, Map.of(tenant.id(), tenant.state().name()), "tenant", "state");
    }
}
