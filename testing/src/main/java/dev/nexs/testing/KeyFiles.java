package dev.nexs.testing;

import java.nio.file.Path;

/**
 * A private key with its certificate, in every form that a client or a server may ask for.
 *
 * @param certificate the certificate, PEM
 * @param key the private key, PKCS#8 as PEM
 * @param keyDer the private key, PKCS#8 as DER
 * @param encryptedKey the private key, encrypted PKCS#8 (PBES2, AES-256) as PEM
 * @param encryptedKeyDer the private key, encrypted PKCS#8 (PBES2, AES-256) as DER
 * @param pkcs12 key and certificate with the authority's, PKCS#12
 * @param password the password of the encrypted forms
 */
public record KeyFiles(
        Path certificate,
        Path key,
        Path keyDer,
        Path encryptedKey,
        Path encryptedKeyDer,
        Path pkcs12,
        String password) {

    /** Names the certificate only. */
    @Override
    public String toString() {
        return "KeyFiles[" + certificate + "]";
    }
}
