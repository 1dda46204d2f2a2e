package dev.nexs.testing.internal;

import dev.nexs.testing.Role;
import java.util.ArrayList;
import java.util.List;

/** What a new server is made with: its cluster's options, the kit's roles, an empty database. */
public final class InitialContents {

    /** The database that every server has. */
    public static final String DATABASE = "app";

    /** Raise it when anything here changes: it tells copies that were made before from new ones. */
    public static final int REVISION = 3;

    private InitialContents() {}

    /** Options of initdb, except where the data and the superuser's password are. */
    public static List<String> initdbOptions(int majorVersion) {
        List<String> options = new ArrayList<>(List.of(
                "--username=" + Accounts.SUPERUSER.name(),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--wal-segsize=4",
                "--no-sync"));
        if (majorVersion >= 17) {
            options.add("--locale-provider=builtin");
            options.add("--builtin-locale=C.UTF-8");
        }
        return options;
    }

    /** The statement that makes the role that owns databases. */
    public static String owner() {
        return create(Accounts.OWNER, "CREATEDB CREATEROLE");
    }

    /** The statement that makes the role of an application. */
    public static String application() {
        return create(Accounts.APPLICATION, "NOSUPERUSER NOBYPASSRLS");
    }

    /** What the owner of databases may do beside. */
    public static String ownerGrants() {
        return "GRANT pg_monitor, pg_signal_backend TO " + Accounts.OWNER.name();
    }

    private static List<String> roles() {
        return List.of(
                owner(),
                application(),
                create(Accounts.CERTIFICATE, "NOSUPERUSER NOBYPASSRLS IN ROLE " + Accounts.APPLICATION.name()),
                create(Accounts.REPLICATION, "REPLICATION"),
                ownerGrants());
    }

    /** Statements for single-user mode, where each is ended by an empty line. */
    public static String script() {
        List<String> statements = new ArrayList<>(roles());
        statements.add("CREATE DATABASE " + DATABASE + " OWNER " + Accounts.OWNER.name());
        return String.join(";\n\n", statements) + ";\n\n";
    }

    private static String create(Role role, String attributes) {
        return "CREATE ROLE " + role.name() + " LOGIN PASSWORD '" + role.password() + "' " + attributes;
    }
}
