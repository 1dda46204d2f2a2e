package dev.nexs.orm.pool;

import java.util.Locale;

/** How far TLS is wanted, with libpq's names and meaning. */
public enum TlsMode {
    /** Never encrypted. */
    DISABLE,
    /** Plain first; encrypted when the server insists. */
    ALLOW,
    /** Encrypted when the server can. Proves nothing: an attacker in between may say that it cannot. */
    PREFER,
    /** Encrypted or refused; the server's certificate is not looked at. */
    REQUIRE,
    /** As {@link #REQUIRE}, and a trusted authority has signed the server's certificate. */
    VERIFY_CA,
    /** As {@link #VERIFY_CA}, and the certificate names the host that was dialed. */
    VERIFY_FULL;

    /** {@return the name as settings and the driver write it} */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@return whether the server's certificate must come from a trusted authority} */
    public boolean verifies() {
        return this == VERIFY_CA || this == VERIFY_FULL;
    }
}
