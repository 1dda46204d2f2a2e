package dev.nexs.cli;

import dev.nexs.orm.NexsConfigurationException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;

/** The command {@code nexs}. */
@Command(
        name = "nexs",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Nexs.Version.class,
        description = "Looks after PostgreSQL clusters and the applications on them.",
        footer = {
            "",
            "Where the database is: --url, NEXS_URL, or --config FILE with nexs.* settings. Passwords are never",
            "arguments: NEXS_PASSWORD, --password-file, or nexs.password in the file."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, and nothing was found",
            "1:done, and an error was found (findings, failed migrations, differences)",
            "2:the command was used wrongly, or a setting is wrong",
            "3:a server could not be reached, or refused"
        },
        subcommands = {
            DoctorCommand.class,
            ClusterCommand.class,
            TenantsCommand.class,
            MigrateCommand.class,
            SchemaCommand.class,
            GenerateCommand.class,
            TrashCommand.class,
            CopyCommand.class,
            ProfileCommand.class,
            BenchCommand.class,
            AutoComplete.GenerateCompletion.class
        })
public final class Nexs {

    static final int FOUND = 1;
    static final int WRONG_USE = 2;
    static final int UNREACHABLE = 3;

    /** Made by picocli. */
    public Nexs() {}

    /** Runs a command and ends the process with its code. */
    public static void main(String[] arguments) {
        int code = run(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                arguments);
        System.exit(code);
    }

    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(new Nexs())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(sentence(failure));
                    return failure instanceof NexsConfigurationException || failure instanceof IllegalArgumentException
                            ? WRONG_USE
                            : UNREACHABLE;
                });
        return line.execute(arguments);
    }

    /** The message, and those below it that say more; no stack trace. */
    private static String sentence(Throwable failure) {
        StringBuilder text = new StringBuilder(
                failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage());
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            String more = cause.getMessage();
            if (more != null && text.indexOf(more) < 0) {
                text.append(System.lineSeparator()).append("  because: ").append(more);
            }
        }
        return text.toString();
    }

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Nexs.class.getPackage().getImplementationVersion();
            return new String[] {"nexs " + (version == null ? "(not packaged)" : version)};
        }
    }
}
