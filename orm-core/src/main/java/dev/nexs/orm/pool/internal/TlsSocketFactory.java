package dev.nexs.orm.pool.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What the driver makes TLS sockets with, named to it by class and made anew for each connection; so certificates and
 * keys are read anew too. The driver's own factory knows neither encrypted PEM keys nor lists of versions and ciphers.
 * The host's name is checked by the driver, not here.
 */
public final class TlsSocketFactory extends SSLSocketFactory {

    private static final String ROOT = "nexs.tls.root-cert";
    private static final String CERT = "nexs.tls.cert";
    private static final String KEY = "nexs.tls.key";
    private static final String KEY_PASSWORD = "nexs.tls.key-password";
    private static final String PROTOCOLS = "nexs.tls.protocols";
    private static final String CIPHERS = "nexs.tls.ciphers";
    private static final String VERIFIES = "nexs.tls.verifies";

    private final SSLSocketFactory delegate;
    private final List<String> protocols;
    private final List<String> ciphers;

    /**
     * Called by the driver.
     *
     * @param info the connection's properties, with those that {@link #describe} put there
     * @throws IOException when a file cannot be read
     * @throws GeneralSecurityException when a file does not hold what it should
     */
    public TlsSocketFactory(Properties info) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys(info), trust(info), null);
        this.delegate = context.getSocketFactory();
        this.protocols = list(info, PROTOCOLS);
        this.ciphers = list(info, CIPHERS);
    }

    /** Puts what the constructor will read into a connection's properties. */
    static void describe(TlsSettings tls, Properties properties) {
        put(properties, ROOT, tls.rootCert());
        put(properties, CERT, tls.cert());
        put(properties, KEY, tls.key());
        put(properties, KEY_PASSWORD, tls.keyPassword());
        properties.setProperty(PROTOCOLS, String.join(",", tls.protocols()));
        properties.setProperty(CIPHERS, String.join(",", tls.ciphers()));
        properties.setProperty(VERIFIES, String.valueOf(tls.mode().verifies()));
    }

    private static KeyManager @Nullable [] keys(Properties info) throws IOException, GeneralSecurityException {
        Path key = path(info, KEY);
        if (key == null) {
            return null;
        }
        String password = info.getProperty(KEY_PASSWORD);
        return ClientKeys.load(key, path(info, CERT), password == null ? null : password.toCharArray());
    }

    private static TrustManager @Nullable [] trust(Properties info) throws IOException, GeneralSecurityException {
        if (!Boolean.parseBoolean(info.getProperty(VERIFIES))) {
            return new TrustManager[] {new TrustEveryone()};
        }
        Path root = path(info, ROOT);
        return root == null ? null : TrustedAuthorities.load(root);
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        SSLSocket secured = (SSLSocket) delegate.createSocket(socket, host, port, autoClose);
        if (!protocols.isEmpty()) {
            secured.setEnabledProtocols(protocols.toArray(new String[0]));
        }
        if (!ciphers.isEmpty()) {
            secured.setEnabledCipherSuites(ciphers.toArray(new String[0]));
        }
        return secured;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return delegate.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return delegate.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw onlyLayered();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        throw onlyLayered();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw onlyLayered();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        throw onlyLayered();
    }

    private static IOException onlyLayered() {
        return new IOException(
                "PostgreSQL negotiates TLS on a socket that is open already; this factory only wraps one");
    }

    private static void put(Properties properties, String name, @Nullable Object value) {
        if (value != null) {
            properties.setProperty(name, value.toString());
        }
    }

    private static @Nullable Path path(Properties info, String name) {
        String value = info.getProperty(name);
        return value == null ? null : Path.of(value);
    }

    private static List<String> list(Properties info, String name) {
        String value = info.getProperty(name, "");
        return value.isEmpty() ? List.of() : List.of(value.split(",", -1));
    }
}
