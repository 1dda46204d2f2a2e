package dev.nexs.orm.internal;

import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.pool.TlsMode;
import dev.nexs.orm.pool.internal.TlsSettings;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Reads the TLS settings and refuses combinations that would protect less than they seem to. */
final class TlsReader {

    private final SettingValues values;

    TlsReader(SettingValues values) {
        this.values = values;
    }

    TlsSettings read() {
        Optional<Path> root = values.find(Catalogue.TLS_ROOT_CERT);
        Optional<Path> cert = values.find(Catalogue.TLS_CERT);
        Optional<Path> key = values.find(Catalogue.TLS_KEY);
        TlsMode mode = mode(root.isPresent());
        checkFiles(mode, root, key);
        checkPair(cert, key);
        return new TlsSettings(
                mode,
                root.orElse(null),
                cert.orElse(null),
                key.orElse(null),
                values.find(Catalogue.TLS_KEY_PASSWORD).orElse(null),
                values.get(Catalogue.TLS_PROTOCOLS),
                values.get(Catalogue.TLS_CIPHERS),
                text(values.get(Catalogue.TLS_NEGOTIATION)),
                text(values.get(Catalogue.TLS_CHANNEL_BINDING)),
                values.get(Catalogue.TLS_RELOAD_INTERVAL));
    }

    /** libpq's rule: who names an authority wants it asked. */
    private TlsMode mode(boolean rootGiven) {
        TlsMode mode = values.get(Catalogue.TLS_MODE);
        return mode == TlsMode.REQUIRE && rootGiven ? TlsMode.VERIFY_CA : mode;
    }

    private void checkFiles(TlsMode mode, Optional<Path> root, Optional<Path> key) {
        if (root.isPresent() && !mode.verifies()) {
            values.problem(NexsSettings.TLS_ROOT_CERT + " has no effect with " + NexsSettings.TLS_MODE + " = '"
                    + mode.text() + "', which verifies nothing; use verify-full or verify-ca");
        }
        if (key.isPresent() && mode == TlsMode.DISABLE) {
            values.problem(NexsSettings.TLS_KEY + " has no effect with " + NexsSettings.TLS_MODE
                    + " = 'disable'; use verify-full");
        }
        if (values.get(Catalogue.TLS_CHANNEL_BINDING) == Catalogue.ChannelBinding.REQUIRE
                && mode.compareTo(TlsMode.REQUIRE) < 0) {
            values.problem(NexsSettings.TLS_CHANNEL_BINDING + " = 'require' needs " + NexsSettings.TLS_MODE
                    + " require, verify-ca or verify-full; it is '" + mode.text() + "'");
        }
        if (values.get(Catalogue.TLS_NEGOTIATION) == Catalogue.Negotiation.DIRECT
                && mode.compareTo(TlsMode.REQUIRE) < 0) {
            values.problem(NexsSettings.TLS_NEGOTIATION + " = 'direct' needs " + NexsSettings.TLS_MODE
                    + " require, verify-ca or verify-full; it is '" + mode.text() + "'");
        }
    }

    private void checkPair(Optional<Path> cert, Optional<Path> key) {
        boolean store = key.map(Path::toString)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> name.endsWith(".p12") || name.endsWith(".pfx"))
                .isPresent();
        if (cert.isPresent() && key.isEmpty()) {
            values.problem(NexsSettings.TLS_CERT + " is set without " + NexsSettings.TLS_KEY
                    + "; a certificate needs its key");
        } else if (key.isPresent() && cert.isEmpty() && !store) {
            values.problem(NexsSettings.TLS_KEY + " is set without " + NexsSettings.TLS_CERT
                    + "; only a PKCS#12 file (.p12, .pfx) holds both");
        }
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
