package dev.nexs.orm.pool.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Reads certificates and PKCS#8 keys, PEM or DER, encrypted or not. Never puts a key or a password into a message. */
final class Pem {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN (ENCRYPTED )?PRIVATE KEY-----([^-]+)-----END (?:ENCRYPTED )?PRIVATE KEY-----");

    private Pem() {}

    static List<Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            List<Certificate> found =
                    List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
            if (found.isEmpty()) {
                throw new GeneralSecurityException("The file " + file + " holds no certificate");
            }
            return found;
        }
    }

    /**
     * Reads a key.
     *
     * @param algorithm the certificate's, which is the key's
     * @throws GeneralSecurityException naming the file and what is wrong with it
     */
    static PrivateKey key(Path file, String algorithm, char @Nullable [] password)
            throws IOException, GeneralSecurityException {
        byte[] content = Files.readAllBytes(file);
        Matcher pem = KEY.matcher(new String(content, StandardCharsets.ISO_8859_1));
        boolean isPem = pem.find();
        byte[] der = isPem ? Base64.getMimeDecoder().decode(pem.group(2)) : content;
        boolean encrypted = isPem ? pem.group(1) != null : password != null;
        PKCS8EncodedKeySpec spec = encrypted ? decrypt(file, der, password) : new PKCS8EncodedKeySpec(der);
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(spec);
        } catch (InvalidKeySpecException e) {
            throw new GeneralSecurityException(
                    "The file " + file + " holds no PKCS#8 " + algorithm + " key, which its certificate needs; convert"
                            + " the key with openssl pkcs8 -topk8, or give a PKCS#12 file ending in .p12",
                    e);
        }
    }

    private static PKCS8EncodedKeySpec decrypt(Path file, byte[] der, char @Nullable [] password)
            throws IOException, GeneralSecurityException {
        if (password == null) {
            throw new GeneralSecurityException("The key in " + file + " is encrypted; set nexs.tls.key-password");
        }
        EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(der);
        AlgorithmParameters parameters = encrypted.getAlgParameters();
        // For PBES2 the parameters' text, not the algorithm's name, says which cipher it is.
        String algorithm = parameters == null ? encrypted.getAlgName() : parameters.toString();
        PBEKeySpec secret = new PBEKeySpec(password);
        try {
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE, SecretKeyFactory.getInstance(algorithm).generateSecret(secret), parameters);
            return encrypted.getKeySpec(cipher);
        } catch (GeneralSecurityException e) {
            throw new GeneralSecurityException(
                    "The key in " + file + " cannot be decrypted; is nexs.tls.key-password right?", e);
        } finally {
            secret.clearPassword();
        }
    }
}
