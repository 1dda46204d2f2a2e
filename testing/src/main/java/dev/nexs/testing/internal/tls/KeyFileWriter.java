package dev.nexs.testing.internal.tls;

import dev.nexs.testing.KeyFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Set;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.util.io.pem.PemGenerationException;

/** Writes a key and its certificate in all forms; nobody else may read what holds a key. */
record KeyFileWriter(Path directory, String name) {

    private static final String PASSWORD = "nexs-key";

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    KeyFiles write(PrivateKey key, X509Certificate certificate, X509Certificate authority)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        JcaPKCS8Generator plain = new JcaPKCS8Generator(key, null);
        JcaPKCS8Generator encrypted = new JcaPKCS8Generator(
                key,
                new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                        .setProvider(new BouncyCastleProvider())
                        .setPRF(PKCS8Generator.PRF_HMACSHA256)
                        .setPassword(PASSWORD.toCharArray())
                        .build());
        pem(file(".crt"), certificate);
        return new KeyFiles(
                file(".crt"),
                privatePem(file(".key"), plain),
                privateDer(file(".pk8"), plain),
                privatePem(file(".encrypted.key"), encrypted),
                privateDer(file(".encrypted.pk8"), encrypted),
                pkcs12(file(".p12"), key, certificate, authority),
                PASSWORD);
    }

    private Path file(String suffix) {
        return directory.resolve(name + suffix);
    }

    static void pem(Path file, Object object) throws IOException {
        try (Writer writer = Files.newBufferedWriter(file);
                JcaPEMWriter pem = new JcaPEMWriter(writer)) {
            pem.writeObject(object);
        }
    }

    private static Path privatePem(Path file, JcaPKCS8Generator key) throws IOException {
        Files.createFile(file, PRIVATE);
        pem(file, key);
        return file;
    }

    private static Path privateDer(Path file, JcaPKCS8Generator key) throws IOException, PemGenerationException {
        Files.createFile(file, PRIVATE);
        return Files.write(file, key.generate().getContent());
    }

    private static Path pkcs12(Path file, PrivateKey key, Certificate certificate, Certificate authority)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        Certificate[] chain = {certificate, authority};
        store.setKeyEntry("user", key, PASSWORD.toCharArray(), chain);
        Files.createFile(file, PRIVATE);
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return file;
    }
}
