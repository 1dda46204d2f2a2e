package dev.nexs.testing.internal;

/** The lines of pg_hba.conf: everybody logs in by password, one role by its client certificate. */
public final class HostBasedAuthentication {

    private HostBasedAuthentication() {}

    /**
     * Renders them.
     *
     * @param tls whether encrypted, and whether only encrypted connections are let in
     * @param network who may connect, such as {@code 127.0.0.1/32}
     */
    public static String render(Tls tls, String network) {
        String byCertificate =
                tls == Tls.OFF ? "" : line("hostssl", "all", Accounts.CERTIFICATE.name(), network, "cert");
        String type = tls == Tls.REQUIRED ? "hostssl" : "host";
        return byCertificate
                + line(type, "all", "all", network, "scram-sha-256")
                + line(type, "replication", Accounts.REPLICATION.name(), network, "scram-sha-256");
    }

    private static String line(String... fields) {
        return String.join(" ", fields) + "\n";
    }
}
