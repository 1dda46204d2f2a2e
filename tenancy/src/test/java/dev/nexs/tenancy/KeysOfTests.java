package dev.nexs.tenancy;

import dev.nexs.tenancy.spi.TenantKeys;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Keys in memory. */
public final class KeysOfTests implements TenantKeys {

    private static final Map<String, List<SecretKey>> KEYS = new ConcurrentHashMap<>();

    static void rotate(String tenant) {
        KEYS.computeIfAbsent(tenant, any -> new ArrayList<>()).add(fresh());
    }

    private static SecretKey fresh() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return new SecretKeySpec(bytes, "AES");
    }

    @Override
    public int currentVersion(String tenant) {
        return KEYS.computeIfAbsent(tenant, any -> new ArrayList<>(List.of(fresh())))
                        .size()
                - 1;
    }

    @Override
    public SecretKey key(String tenant, int version) {
        List<SecretKey> keys = KEYS.get(tenant);
        if (keys == null) {
            throw new IllegalStateException("There is no key of " + tenant);
        }
        return keys.get(version);
    }

    @Override
    public void shred(String tenant) {
        KEYS.remove(tenant);
    }
}
