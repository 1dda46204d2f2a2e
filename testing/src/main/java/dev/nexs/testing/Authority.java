package dev.nexs.testing;

import dev.nexs.testing.internal.tls.Issuer;
import java.nio.file.Path;

/**
 * A throw-away certificate authority. Its keys live as long as the directory that they are in.
 *
 * <p>A {@linkplain ClusterBuilder#tls() cluster with TLS} has one; make another for certificates that nobody trusts.
 */
public final class Authority {

    private final Issuer issuer;

    private Authority(Issuer issuer) {
        this.issuer = issuer;
    }

    /**
     * Makes an authority that keeps its files in the given directory, which is created.
     *
     * @throws PostgresServerException if Bouncy Castle is missing, which is an optional dependency
     */
    public static Authority in(Path directory) {
        try {
            Class.forName("org.bouncycastle.cert.X509v3CertificateBuilder", false, Authority.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new PostgresServerException(
                    "A cluster with TLS needs Bouncy Castle to make its certificates, and that is not on the class path: "
                            + "add org.bouncycastle:bcpkix-jdk18on with test scope.",
                    e);
        }
        return new Authority(Issuer.in(directory));
    }

    /** The authority's own certificate, PEM: what a client passes as {@code sslrootcert}. */
    public Path certificate() {
        return issuer.certificateFile();
    }

    /**
     * Issues a certificate for a server. A name that the client does not connect to makes a mismatch.
     *
     * @param hosts host names and IP addresses, the first also as the subject
     */
    public KeyFiles issueForServer(String... hosts) {
        if (hosts.length == 0) {
            throw new IllegalArgumentException("A server certificate needs the name of at least one host.");
        }
        return issuer.issue(hosts[0], hosts);
    }

    /**
     * Issues a certificate for a client.
     *
     * @param role the role that it logs in as, the subject of the certificate
     */
    public KeyFiles issueForClient(String role) {
        return issuer.issue(role);
    }
}
