package dev.nexs.cli;

import dev.nexs.softdelete.Deletion;
import dev.nexs.softdelete.Trash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nexs trash}. */
@Command(name = "trash", description = "Lists, restores and purges what was deleted softly.")
final class TrashCommand {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private static <T> T inSession(Connected database, Entities entities, Function<? super Session, ? extends T> work) {
        try (Entities.Opened opened = entities.open(database.settings())) {
            return opened.factory().fromTransaction(session -> work.apply(session));
        }
    }

    @Command(name = "list", description = "The newest deletions, each with what it took along.")
    int list(
            @Mixin Connected database,
            @Mixin Entities entities,
            @Mixin Report report,
            @Option(names = "--limit", defaultValue = "20", description = "Default: 20") int limit) {
        List<Deletion> deletions =
                inSession(database, entities, session -> Trash.of(session).deletions(limit));
        if (report.isJson()) {
            report.write(spec, deletions.stream().map(TrashCommand::json).toList());
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        for (Deletion deletion : deletions) {
            rows.add(List.of(
                    deletion.id().toString(),
                    text(deletion.at()),
                    text(deletion.by()),
                    text(deletion.reason()),
                    deletion.rows().toString()));
        }
        Report.table(Report.out(spec), List.of("deletion", "at", "by", "reason", "rows"), rows);
        return 0;
    }

    private static Map<String, Object> json(Deletion deletion) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", deletion.id().toString());
        json.put("at", text(deletion.at()));
        json.put("by", text(deletion.by()));
        json.put("reason", text(deletion.reason()));
        json.put("rows", deletion.rows());
        return json;
    }

    private static String text(@org.jspecify.annotations.Nullable Object value) {
        return value instanceof Instant || value instanceof String ? value.toString() : "";
    }

    @Command(name = "restore", description = "Takes everything of one deletion out of the trash.")
    int restore(
            @Mixin Connected database,
            @Mixin Entities entities,
            @Mixin Report report,
            @Parameters(paramLabel = "DELETION", description = "As list shows it") UUID deletion) {
        int rows = inSession(database, entities, session -> Trash.of(session).restoreDeletion(deletion));
        return show(report, Map.of("restored", (long) rows), rows > 0 ? 0 : Nexs.FOUND);
    }

    @Command(name = "purge", description = "Deletes what has been in the trash for longer than its @Retention.")
    int purge(
            @Mixin Connected database,
            @Mixin Entities entities,
            @Mixin Report report,
            @Option(names = "--dry-run", description = "Only count") boolean dryRun,
            @Option(names = "--batch", defaultValue = "500", description = "Rows of a batch. Default: 500") int batch) {
        Progress progress = new Progress(spec.commandLine().getErr(), "purged", !report.isJson());
        try (Entities.Opened opened = entities.open(database.settings());
                Session session = opened.factory().openSession()) {
            Map<String, Long> gone = Trash.of(session).purgeAll(options -> {
                options.batchSize(batch).onProgress(done -> progress.at(done.total(), 0));
                if (dryRun) {
                    options.dryRun();
                }
            });
            progress.end();
            return show(report, gone, 0);
        }
    }

    private int show(Report report, Map<String, Long> rows, int code) {
        if (report.isJson()) {
            report.write(spec, rows);
        } else {
            rows.forEach((name, number) -> Report.out(spec).println(name + ": " + number));
        }
        return code;
    }
}
