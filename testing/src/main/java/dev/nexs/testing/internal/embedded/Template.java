package dev.nexs.testing.internal.embedded;

import dev.nexs.testing.PostgresServerException;
import dev.nexs.testing.Role;
import dev.nexs.testing.internal.Accounts;
import dev.nexs.testing.internal.machine.KitDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data directory made once per version and machine, that new servers are copies of.
 *
 * <p>It already holds the kit's roles and an empty database {@value #DATABASE}, so that a start needs no SQL at all.
 */
record Template(Path data) {

    /** The database that every server has. */
    static final String DATABASE = "app";

    private static final Logger LOG = LoggerFactory.getLogger(Template.class);

    /** Part of the directory's name: raise it when the contents change. */
    private static final int REVISION = 2;

    static Template of(Installation installation, Account account, KitDirectory directory) {
        String name =
                installation.home().getFileName() + "-" + account.name().toLowerCase(Locale.ROOT) + "-r" + REVISION;
        Path home = directory.templates().resolve(name);
        try {
            if (!Files.isDirectory(home)) {
                directory.lock("templates").holding(() -> createOnce(installation, account, directory, home));
            }
            return new Template(home.resolve("data"));
        } catch (IOException e) {
            throw new PostgresServerException(
                    "Cannot prepare the template of PostgreSQL "
                            + installation.version().text() + " in " + home + ": " + e,
                    e);
        }
    }

    private static Path createOnce(Installation installation, Account account, KitDirectory directory, Path home)
            throws IOException {
        if (Files.isDirectory(home)) {
            return home;
        }
        Installation.requireSpace(directory.root());
        LOG.info(
                "Initializing PostgreSQL {} (once per machine)",
                installation.version().text());
        Path unfinished = home.resolveSibling(home.getFileName() + ".unfinished");
        Trees.delete(unfinished);
        Files.createDirectories(unfinished);
        Path passwordFile = Files.writeString(unfinished.resolve("password"), Accounts.SUPERUSER.password() + "\n");
        account.own(unfinished);
        Path data = unfinished.resolve("data");
        initialize(installation, account, data, passwordFile);
        createRoles(installation, account, data);
        Files.delete(passwordFile);
        return Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void initialize(Installation installation, Account account, Path data, Path passwordFile) {
        List<String> arguments = new ArrayList<>(List.of(
                "--pgdata=" + data,
                "--username=" + Accounts.SUPERUSER.name(),
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--wal-segsize=4",
                "--no-sync"));
        if (installation.version().major() >= 17) {
            arguments.add("--locale-provider=builtin");
            arguments.add("--builtin-locale=C.UTF-8");
        }
        require("initdb", Command.run(account.command(installation.binary("initdb"), arguments)));
    }

    /** In single-user mode every line of the input is a statement. */
    private static void createRoles(Installation installation, Account account, Path data) {
        List<String> statements = List.of(
                create(Accounts.OWNER, "CREATEDB CREATEROLE"),
                create(Accounts.APPLICATION, "NOSUPERUSER NOBYPASSRLS"),
                create(Accounts.REPLICATION, "REPLICATION"),
                create(Accounts.CERTIFICATE, "NOSUPERUSER NOBYPASSRLS IN ROLE " + Accounts.APPLICATION.name()),
                "GRANT pg_monitor, pg_signal_backend TO " + Accounts.OWNER.name(),
                "CREATE DATABASE " + DATABASE + " OWNER " + Accounts.OWNER.name());
        List<String> words = account.command(
                installation.binary("postgres"), List.of("--single", "-j", "-F", "-D", data.toString(), "postgres"));
        String input = String.join(";\n\n", statements) + ";\n\n";
        Command command = Command.run(words, input);
        require("The creation of the roles", command);
        if (command.output().contains("ERROR:")) {
            throw new PostgresServerException("The creation of the roles failed:\n" + command.output());
        }
    }

    private static String create(Role role, String attributes) {
        return "CREATE ROLE " + role.name() + " LOGIN PASSWORD '" + role.password() + "' " + attributes;
    }

    private static void require(String subject, Command command) {
        if (!command.succeeded()) {
            throw new PostgresServerException(
                    subject + " failed with exit code " + command.exitCode() + ":\n" + command.output());
        }
    }
}
