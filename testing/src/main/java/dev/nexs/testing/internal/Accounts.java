package dev.nexs.testing.internal;

import dev.nexs.testing.Role;

/** The roles that every test server has. The passwords guard nothing: they are there so that logging in takes one. */
public final class Accounts {

    /** The superuser; initdb makes it. */
    public static final Role SUPERUSER = new Role("postgres", "nexs-superuser");

    /** Owner of the databases; may create databases and roles, is no superuser. */
    public static final Role OWNER = new Role("nexs", "nexs-owner");

    /** What an application should be: it may read and write rows, row-level security binds it. */
    public static final Role APPLICATION = new Role("nexs_app", "nexs-app");

    /** An application that logs in with its client certificate; it has the rights of {@link #APPLICATION}. */
    public static final Role CERTIFICATE = new Role("nexs_cert", "nexs-cert");

    /** What replicas connect with. */
    public static final Role REPLICATION = new Role("nexs_replication", "nexs-replication");

    private Accounts() {}

    /** What a replica writes into {@code primary_conninfo}; it gives up on a dead primary soon. */
    public static String replicationConnection(Server primary, String replicaName) {
        return "host=" + primary.peerHost() + " port=" + primary.peerPort() + " user=" + REPLICATION.name()
                + " password=" + REPLICATION.password() + " application_name=" + replicaName + " connect_timeout=2";
    }
}
