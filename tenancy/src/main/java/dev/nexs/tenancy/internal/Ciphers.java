package dev.nexs.tenancy.internal;

import dev.nexs.tenancy.TenancyException;
import dev.nexs.tenancy.TenancyException.Reason;
import dev.nexs.tenancy.spi.TenantKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.ServiceLoader;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-GCM of the JDK with a random nonce of 96 bits. Stored is a byte for this form, the key's version, the nonce, and what
 * the cipher makes, its tag of 128 bits included. The tenant's name is authenticated as well, so that a value that was copied
 * to another tenant's row is none of his.
 */
public final class Ciphers {

    private static final byte FORM = 1;
    private static final int NONCE = 12;
    private static final int HEAD = 1 + Integer.BYTES;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ciphers() {}

    /** Found once, when first asked for. */
    private static final class Keys {
        private static final Optional<TenantKeys> FOUND = ServiceLoader.load(
                        TenantKeys.class, TenantKeys.class.getClassLoader())
                .findFirst();
    }

    private static TenantKeys keys(String tenant) {
        return Keys.FOUND.orElseThrow(() -> new TenancyException(
                Reason.REFUSED,
                tenant,
                "There are no keys of tenants; name a class that is a " + TenantKeys.class.getName()
                        + " in META-INF/services/" + TenantKeys.class.getName()));
    }

    /** {@return a value as it is stored} */
    public static byte[] encrypt(String tenant, byte[] value) {
        TenantKeys keys = keys(tenant);
        int version = keys.currentVersion(tenant);
        byte[] nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, tenant, keys, version, nonce, value);
        return ByteBuffer.allocate(HEAD + NONCE + sealed.length)
                .put(FORM)
                .putInt(version)
                .put(nonce)
                .put(sealed)
                .array();
    }

    /** {@return what was stored} */
    public static byte[] decrypt(String tenant, byte[] stored) {
        ByteBuffer read = ByteBuffer.wrap(stored);
        if (stored.length < HEAD + NONCE + TAG_BITS / Byte.SIZE || read.get() != FORM) {
            throw new TenancyException(
                    Reason.FAILED, tenant, "A stored value of '" + tenant + "' is not encrypted by this library");
        }
        int version = read.getInt();
        byte[] nonce = new byte[NONCE];
        read.get(nonce);
        byte[] sealed = new byte[read.remaining()];
        read.get(sealed);
        return run(Cipher.DECRYPT_MODE, tenant, keys(tenant), version, nonce, sealed);
    }

    /** When a tenant is dropped. Without keys there is nothing to destroy. */
    static void shred(String tenant) {
        Keys.FOUND.ifPresent(keys -> keys.shred(tenant));
    }

    private static byte[] run(int mode, String tenant, TenantKeys keys, int version, byte[] nonce, byte[] value) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, keys.key(tenant, version), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(tenant.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(value);
        } catch (GeneralSecurityException | IllegalStateException e) {
            throw new TenancyException(
                    Reason.FAILED,
                    tenant,
                    "A value of '" + tenant + "' cannot be " + (mode == Cipher.ENCRYPT_MODE ? "encrypted" : "decrypted")
                            + " with version " + version
                            + " of its key: the key was destroyed, or the value is another's or"
                            + " was changed",
                    e);
        }
    }
}
