package dev.nexs.tenancy.spi;

import javax.crypto.SecretKey;

/**
 * Where the keys of tenants are: a vault or a key management service. Found through {@code META-INF/services}. Thread-safe;
 * it is asked for each value, so it should remember for a while.
 */
public interface TenantKeys {

    /** {@return the version of the key that a tenant's values are encrypted with from now on; a tenant without a key gets one} */
    int currentVersion(String tenant);

    /**
     * {@return a tenant's AES key of 128 or 256 bits}
     *
     * @throws IllegalStateException if that key was destroyed
     */
    SecretKey key(String tenant, int version);

    /** Destroys all keys of a tenant, when it is dropped: whatever copies of its values there are, nobody reads them again. */
    void shred(String tenant);
}
