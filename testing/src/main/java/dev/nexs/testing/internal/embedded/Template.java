package dev.nexs.testing.internal.embedded;

import dev.nexs.testing.PostgresServerException;
import dev.nexs.testing.internal.Accounts;
import dev.nexs.testing.internal.InitialContents;
import dev.nexs.testing.internal.machine.KitDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data directory made once per version and machine, that new servers are copies of.
 *
 * <p>It already holds the kit's roles and an empty database, so that a start needs no SQL at all.
 */
record Template(Path data) {

    private static final Logger LOG = LoggerFactory.getLogger(Template.class);

    static Template of(Installation installation, Account account, KitDirectory directory) {
        String name = installation.home().getFileName() + "-" + account.name().toLowerCase(Locale.ROOT) + "-r"
                + InitialContents.REVISION;
        Path home = directory.templates().resolve(name);
        try {
            new OnceMade(home, directory.lock("templates"))
                    .orMake(unfinished -> fill(installation, account, directory, unfinished));
            return new Template(home.resolve("data"));
        } catch (IOException e) {
            throw new PostgresServerException(
                    "Cannot prepare the template of PostgreSQL "
                            + installation.version().text() + " in " + home + ": " + e,
                    e);
        }
    }

    private static void fill(Installation installation, Account account, KitDirectory directory, Path unfinished)
            throws IOException {
        Installation.requireSpace(directory.root());
        LOG.info(
                "Initializing PostgreSQL {} (once per machine)",
                installation.version().text());
        Path passwordFile = Files.writeString(unfinished.resolve("password"), Accounts.SUPERUSER.password() + "\n");
        account.own(unfinished);
        Path data = unfinished.resolve("data");
        initialize(installation, account, data, passwordFile);
        createRoles(installation, account, data);
        Files.delete(passwordFile);
    }

    private static void initialize(Installation installation, Account account, Path data, Path passwordFile) {
        List<String> arguments = new ArrayList<>(
                InitialContents.initdbOptions(installation.version().major()));
        arguments.add("--pgdata=" + data);
        arguments.add("--pwfile=" + passwordFile);
        require("initdb", Command.run(account.command(installation.binary("initdb"), arguments)));
    }

    private static void createRoles(Installation installation, Account account, Path data) {
        List<String> words = account.command(
                installation.binary("postgres"), List.of("--single", "-j", "-F", "-D", data.toString(), "postgres"));
        Command command = Command.run(words, InitialContents.script());
        require("The creation of the roles", command);
        if (command.output().contains("ERROR:")) {
            throw new PostgresServerException("The creation of the roles failed:\n" + command.output());
        }
    }

    private static void require(String subject, Command command) {
        if (!command.succeeded()) {
            throw new PostgresServerException(
                    subject + " failed with exit code " + command.exitCode() + ":\n" + command.output());
        }
    }
}
