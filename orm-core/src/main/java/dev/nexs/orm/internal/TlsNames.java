package dev.nexs.orm.internal;

import java.security.NoSuchAlgorithmException;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** Reads names of TLS versions or cipher suites; only those that this Java runtime supports are allowed. */
final class TlsNames implements ValueReader<List<String>> {

    private final boolean protocols;

    TlsNames(boolean protocols) {
        this.protocols = protocols;
    }

    @Override
    public List<String> read(Object raw) {
        List<String> names = Readers.names().read(raw);
        List<String> supported = supported();
        if (!supported.containsAll(names)) {
            throw new IllegalArgumentException("not supported by this Java runtime");
        }
        return names;
    }

    @Override
    public String allowed() {
        return protocols
                ? "names separated by commas out of " + String.join(", ", supported())
                : "names of cipher suites that this Java runtime supports, separated by commas, such as "
                        + "TLS_AES_256_GCM_SHA384";
    }

    private List<String> supported() {
        try {
            SSLParameters parameters = SSLContext.getDefault().getSupportedSSLParameters();
            return List.of(protocols ? parameters.getProtocols() : parameters.getCipherSuites());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java runtime has no default TLS context", e);
        }
    }
}
