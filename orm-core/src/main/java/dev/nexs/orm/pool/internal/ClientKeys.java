package dev.nexs.orm.pool.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/** Reads the client's certificate and key, out of two PEM files or one PKCS#12 file. */
final class ClientKeys {

    private static final char[] IN_MEMORY = "in-memory".toCharArray();

    private ClientKeys() {}

    static KeyManager[] load(Path key, @Nullable Path cert, char @Nullable [] password)
            throws IOException, GeneralSecurityException {
        String name = key.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".p12") || name.endsWith(".pfx")) {
            return managers(store(key, password), password == null ? new char[0] : password);
        }
        if (cert == null) {
            throw new GeneralSecurityException("The key " + key + " needs a certificate; set nexs.tls.cert");
        }
        List<Certificate> chain = Pem.certificates(cert);
        PrivateKey secret = Pem.key(key, chain.get(0).getPublicKey().getAlgorithm(), password);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("client", secret, IN_MEMORY, chain.toArray(new Certificate[0]));
        return managers(store, IN_MEMORY);
    }

    private static KeyStore store(Path file, char @Nullable [] password) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password);
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException(
                    "The PKCS#12 file " + file + " cannot be opened; is nexs.tls.key-password right?", e);
        }
    }

    private static KeyManager[] managers(KeyStore store, char[] password) throws GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, password);
        return factory.getKeyManagers();
    }
}
