package dev.nexs.benchmarks.harness;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Collects the results of a group, prints each as a table and writes all of them as Markdown and JSON. */
public final class Report {

    private static final List<String> SERVER_SETTINGS =
            List.of("server_version", "fsync", "synchronous_commit", "shared_buffers", "max_connections", "jit");

    private final String group;
    private final PrintStream out;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<Result> results = new ArrayList<>();
    private final List<PairedResult> paired = new ArrayList<>();
    private final List<Timings> timings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * Starts an empty report.
     *
     * @param group the group's name, which the files are named after
     * @param out where tables are printed as they come
     */
    public Report(String group, PrintStream out) {
        this.group = group;
        this.out = out;
        environment.put("JDK", Runtime.version().toString());
        environment.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
    }

    /** Notes the server's settings, so that figures can be judged. */
    public void server(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String setting : SERVER_SETTINGS) {
                try (ResultSet row = statement.executeQuery("show " + setting)) {
                    row.next();
                    environment.put(setting, row.getString(1));
                }
            }
        }
    }

    /** Adds a result and prints its table. */
    public void add(Result result) {
        results.add(result);
        out.println(Markdown.table(result));
    }

    /** Adds a paired result and prints its table. */
    public void add(PairedResult result) {
        paired.add(result);
        out.println(Markdown.table(result));
    }

    /** Adds timings and prints their table. */
    public void add(Timings measured) {
        timings.add(measured);
        out.println(Markdown.table(measured));
    }

    /** Adds a sentence, for a figure that is no ratio or a peer that does not run here. */
    public void note(String sentence) {
        notes.add(sentence);
        out.println(sentence + "\n");
    }

    /** Writes {@code GROUP.md} and {@code GROUP.json} into a folder. */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(group + ".md"), markdown());
        Files.writeString(
                folder.resolve(group + ".json"), Json.of(group, environment, results, paired, timings, notes));
    }

    private String markdown() {
        String circumstances = environment.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        return String.format(Locale.ROOT, "## %s%n%n%s%n%n", group, circumstances)
                + timings.stream().map(Markdown::table).collect(Collectors.joining("\n"))
                + results.stream().map(Markdown::table).collect(Collectors.joining("\n"))
                + paired.stream().map(Markdown::table).collect(Collectors.joining("\n"))
                + notes.stream().map(note -> note + "\n").collect(Collectors.joining("\n"));
    }
}
