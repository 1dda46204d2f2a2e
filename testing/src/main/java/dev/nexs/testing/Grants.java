package dev.nexs.testing;

import dev.nexs.testing.internal.Accounts;

/** Lets the application role use what the owner creates in a database. */
final class Grants {

    private Grants() {}

    static void apply(Node node) {
        String owner = Accounts.OWNER.name();
        String application = Accounts.APPLICATION.name();
        String defaults = "ALTER DEFAULT PRIVILEGES FOR ROLE " + owner + " IN SCHEMA public GRANT ";
        node.executeAsSuperuser(
                "GRANT USAGE ON SCHEMA public TO " + application,
                defaults + "SELECT, INSERT, UPDATE, DELETE ON TABLES TO " + application,
                defaults + "USAGE, SELECT ON SEQUENCES TO " + application);
    }
}
