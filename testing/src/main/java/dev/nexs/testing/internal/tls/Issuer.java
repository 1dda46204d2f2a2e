package dev.nexs.testing.internal.tls;

import dev.nexs.testing.KeyFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.operator.OperatorCreationException;

/** An authority: its key, its certificate, and the directory for what it issues. */
public final class Issuer {

    private static final String NAME = "nexs test authority";

    private final Path directory;
    private final KeyPair keys;
    private final X509Certificate certificate;
    private final AtomicInteger issued = new AtomicInteger();

    private Issuer(Path directory, KeyPair keys, X509Certificate certificate) {
        this.directory = directory;
        this.keys = keys;
        this.certificate = certificate;
    }

    /** Makes a new authority. */
    public static Issuer in(Path directory) {
        try {
            Files.createDirectories(directory);
            KeyPair keys = newKeys();
            X509Certificate certificate = new CertificateRequest(NAME, keys.getPublic()).selfSigned(keys.getPrivate());
            Issuer issuer = new Issuer(directory, keys, certificate);
            KeyFileWriter.pem(issuer.certificateFile(), certificate);
            return issuer;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a certificate authority in " + directory, e);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("Cannot make a certificate authority", e);
        }
    }

    /** The authority's certificate. */
    public Path certificateFile() {
        return directory.resolve("root.crt");
    }

    /** Issues a certificate with the given common name; with hosts it is a server's, without a client's. */
    public KeyFiles issue(String commonName, String... hosts) {
        try {
            KeyPair subject = newKeys();
            X509Certificate issuedCertificate = new CertificateRequest(commonName, subject.getPublic())
                    .hosts(hosts)
                    .signedBy(certificate, keys.getPrivate());
            String name = (hosts.length == 0 ? "client-" : "server-") + issued.incrementAndGet();
            return new KeyFileWriter(directory, name).write(subject.getPrivate(), issuedCertificate, certificate);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the certificate of " + commonName + " in " + directory, e);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("Cannot issue a certificate for " + commonName, e);
        }
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }
}
