package dev.nexs.cli;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.bulk.Bulk;
import dev.nexs.orm.bulk.CopyFormat;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nexs copy}. */
@Command(name = "copy", description = "Moves rows between files and the database by COPY.")
final class CopyCommand {

    private static final Duration PATIENCE = Duration.ofHours(1);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(name = "out", description = "Writes the rows of a query to a file, from a replica where there is one.")
    int out(
            @Mixin Connected database,
            @Mixin Report report,
            @Parameters(paramLabel = "QUERY") String query,
            @Parameters(paramLabel = "FILE") Path file,
            @Option(names = "--format", defaultValue = "csv", description = "${COMPLETION-CANDIDATES}. Default: csv")
                    CopyFormat format)
            throws IOException {
        Progress progress = new Progress(spec.commandLine().getErr(), "bytes", !report.isJson());
        try (NexsDataSource source = database.open();
                OutputStream sink = new FilterOutputStream(Files.newOutputStream(file)) {
                    private long written;

                    @Override
                    public void write(byte[] bytes, int from, int length) throws IOException {
                        out.write(bytes, from, length);
                        written += length;
                        progress.at(written, 0);
                    }
                }) {
            long rows = Bulk.of(source).copyOut(query, sink, format);
            progress.end();
            return show(report, rows);
        }
    }

    @Command(name = "in", description = "Loads a file into a table, all rows or none.")
    int in(
            @Mixin Connected database,
            @Mixin Report report,
            @Parameters(paramLabel = "TABLE", description = "table or schema.table") String table,
            @Parameters(paramLabel = "FILE") Path file,
            @Option(names = "--columns", split = ",", description = "In the order of the file; default: all") @Nullable
                    List<String> columns,
            @Option(names = "--format", defaultValue = "csv", description = "${COMPLETION-CANDIDATES}. Default: csv")
                    CopyFormat format)
            throws IOException, SQLException {
        Progress progress = new Progress(spec.commandLine().getErr(), "loaded", !report.isJson());
        long size = Files.size(file);
        String target = quoted(table, "\\.")
                + (columns == null
                        ? ""
                        : columns.stream().map(CopyCommand::quoted).collect(Collectors.joining(", ", " (", ")")));
        try (NexsDataSource source = database.open();
                Connection connection = first(source);
                InputStream bytes = new FilterInputStream(Files.newInputStream(file)) {
                    private long read;

                    @Override
                    public int read(byte[] into, int from, int length) throws IOException {
                        int got = in.read(into, from, length);
                        read += Math.max(got, 0);
                        progress.at(read, size);
                        return got;
                    }
                }) {
            long rows = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY " + target + " FROM STDIN (" + options(format) + ")", bytes);
            progress.end();
            return show(report, rows);
        }
    }

    private static String options(CopyFormat format) {
        return switch (format) {
            case CSV -> "FORMAT csv, HEADER true";
            case BINARY -> "FORMAT binary";
            case TEXT -> "FORMAT text";
        };
    }

    /** Borrowing waits for a primary; what is opened then has no pool's time limit on its replies. */
    private static Connection first(NexsDataSource source) throws SQLException {
        try (Connection any = source.getConnection();
                Statement statement = any.createStatement()) {
            statement.execute("select 1");
        }
        return source.openUnpooled(PATIENCE);
    }

    private static String quoted(String name, String separator) {
        List<String> parts = new ArrayList<>();
        for (String part : name.split(separator, -1)) {
            parts.add(quoted(part));
        }
        return String.join(".", parts);
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private int show(Report report, long rows) {
        if (report.isJson()) {
            report.write(spec, Map.of("rows", rows));
        } else {
            Report.out(spec).println(rows + " rows");
        }
        return 0;
    }
}
