package dev.nexs.orm;

import dev.nexs.orm.pool.TlsMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Settings of TLS, for {@link NexsDataSourceBuilder#tls}. Defaults are those of {@link NexsSettings}. */
public final class TlsOptions {

    private final NexsDataSourceBuilder builder;

    TlsOptions(NexsDataSourceBuilder builder) {
        this.builder = builder;
    }

    /** Sets {@link NexsSettings#TLS_MODE}. */
    public TlsOptions mode(TlsMode mode) {
        return with(NexsSettings.TLS_MODE, mode);
    }

    /** Sets {@link NexsSettings#TLS_ROOT_CERT}. */
    public TlsOptions rootCert(Path file) {
        return with(NexsSettings.TLS_ROOT_CERT, file);
    }

    /** Sets {@link NexsSettings#TLS_CERT}. */
    public TlsOptions cert(Path file) {
        return with(NexsSettings.TLS_CERT, file);
    }

    /** Sets {@link NexsSettings#TLS_KEY}. */
    public TlsOptions key(Path file) {
        return with(NexsSettings.TLS_KEY, file);
    }

    /** Sets {@link NexsSettings#TLS_KEY_PASSWORD}. */
    public TlsOptions keyPassword(String password) {
        return with(NexsSettings.TLS_KEY_PASSWORD, password);
    }

    /** Sets {@link NexsSettings#TLS_PROTOCOLS}. */
    public TlsOptions protocols(String... protocols) {
        return with(NexsSettings.TLS_PROTOCOLS, List.of(protocols));
    }

    /** Sets {@link NexsSettings#TLS_CIPHERS}. */
    public TlsOptions ciphers(String... ciphers) {
        return with(NexsSettings.TLS_CIPHERS, List.of(ciphers));
    }

    /** Sets {@link NexsSettings#TLS_NEGOTIATION}. */
    public TlsOptions negotiation(String negotiation) {
        return with(NexsSettings.TLS_NEGOTIATION, negotiation);
    }

    /** Sets {@link NexsSettings#TLS_CHANNEL_BINDING}. */
    public TlsOptions channelBinding(String binding) {
        return with(NexsSettings.TLS_CHANNEL_BINDING, binding);
    }

    /** Sets {@link NexsSettings#TLS_RELOAD_INTERVAL}. */
    public TlsOptions reloadInterval(Duration interval) {
        return with(NexsSettings.TLS_RELOAD_INTERVAL, interval);
    }

    private TlsOptions with(String name, Object value) {
        builder.set(name, value);
        return this;
    }
}
