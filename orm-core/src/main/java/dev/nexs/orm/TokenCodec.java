package dev.nexs.orm;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Writes tokens for clients and reads what they send back. With a secret a token carries an HMAC-SHA256, so that one that
 * was changed on the way is refused: a made-up position far in the future would make every read of its sender wait, and
 * then burden the primary. Thread-safe.
 */
public final class TokenCodec {

    /** The shortest secret that is accepted. */
    public static final int MINIMUM_SECRET_BYTES = 16;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int MAC_BYTES = 16;

    private final SecretKeySpec key;

    private TokenCodec(SecretKeySpec key) {
        this.key = key;
    }

    /**
     * Opens a codec that signs. All instances of an application need the same secret.
     *
     * @param secret at least {@value #MINIMUM_SECRET_BYTES} bytes, copied
     */
    public static TokenCodec signedWith(byte[] secret) {
        if (secret.length < MINIMUM_SECRET_BYTES) {
            throw new IllegalArgumentException("The secret has " + secret.length + " bytes, but must have at least "
                    + MINIMUM_SECRET_BYTES + "; take them from a random generator");
        }
        return new TokenCodec(new SecretKeySpec(secret.clone(), ALGORITHM));
    }

    /** {@return the token with its signature: letters, digits, dots, minus and underscore} */
    public String encode(ConsistencyToken token) {
        String text = token.toString();
        return text + "." + signature(text);
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException if it is no token, or not signed with this secret
     */
    public ConsistencyToken decode(String text) {
        int dot = text.lastIndexOf('.');
        String signed = dot < 0 ? text : text.substring(0, dot);
        ConsistencyToken token = ConsistencyToken.parse(signed);
        if (!MessageDigest.isEqual(bytes(signature(signed)), bytes(text.substring(dot + 1)))) {
            throw new IllegalArgumentException("The signature of consistency token " + token
                    + " does not fit; it was changed, or signed with another secret");
        }
        return token;
    }

    /** Compared as text: several texts decode to the same bytes. */
    private String signature(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sign(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] sign(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Arrays.copyOf(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)), MAC_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime has no " + ALGORITHM, e);
        }
    }

    /** {@return a text without the secret} */
    @Override
    public String toString() {
        return "TokenCodec[" + ALGORITHM + "]";
    }
}
