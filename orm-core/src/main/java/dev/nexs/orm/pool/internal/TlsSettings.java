package dev.nexs.orm.pool.internal;

import dev.nexs.orm.pool.TlsMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How connections are encrypted. Its text hides the key's password.
 *
 * @param mode how far
 * @param rootCert trusted authorities; null for the Java runtime's
 * @param cert the client certificate
 * @param key the client key
 * @param keyPassword decrypts the key
 * @param protocols TLS versions
 * @param ciphers cipher suites; empty for the Java runtime's
 * @param negotiation {@code postgres} or {@code direct}
 * @param channelBinding {@code disable}, {@code prefer} or {@code require}
 * @param reloadInterval how often changed files are looked for; zero never
 */
public record TlsSettings(
        TlsMode mode,
        @Nullable Path rootCert,
        @Nullable Path cert,
        @Nullable Path key,
        @Nullable String keyPassword,
        List<String> protocols,
        List<String> ciphers,
        String negotiation,
        String channelBinding,
        Duration reloadInterval) {

    /** Copies what is mutable. */
    public TlsSettings {
        protocols = List.copyOf(protocols);
        ciphers = List.copyOf(ciphers);
    }

    /** {@return the files whose change means new connections} */
    public List<Path> files() {
        return Stream.of(rootCert, cert, key).filter(Objects::nonNull).toList();
    }

    @Override
    public String toString() {
        return "TlsSettings[mode=" + mode.text() + ", files=" + files() + ", protocols=" + protocols + "]";
    }
}
