package dev.nexs.testing.internal.embedded;

import dev.nexs.testing.KeyFiles;
import dev.nexs.testing.internal.HostBasedAuthentication;
import dev.nexs.testing.internal.ServerSettings;
import dev.nexs.testing.internal.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * The directory of one server: its data, its log, the id of its process.
 *
 * @param directory the directory itself
 * @param template what a new server is a copy of
 */
record ServerHome(Path directory, Template template) {

    private static final String OWN_MACHINE = "127.0.0.1/32";

    static final String PID_FILE = "pid";

    /** Included at the end of postgresql.conf, so that it wins over what initdb wrote there. */
    private static final String CONFIGURATION = "nexs.conf";

    Path data() {
        return directory.resolve("data");
    }

    Path log() {
        return directory.resolve("log");
    }

    /** The lock file that a running server keeps; its lines are empty if there is none. */
    List<String> lockFile() throws IOException {
        return Remains.lines(data().resolve("postmaster.pid"));
    }

    void copyTemplate() throws IOException {
        Trees.delete(data());
        Trees.copy(template.data(), data());
    }

    void prepareStart(Map<String, String> settings, Tls tls) throws IOException {
        Files.deleteIfExists(data().resolve("postmaster.pid"));
        Files.writeString(data().resolve("pg_hba.conf"), HostBasedAuthentication.render(tls, OWN_MACHINE));
        configure(settings);
    }

    void configure(Map<String, String> settings) throws IOException {
        Path main = data().resolve("postgresql.conf");
        String include = "include = '" + CONFIGURATION + "'\n";
        String text = Files.readString(main);
        if (!text.endsWith(include)) {
            Files.writeString(main, text + include);
        }
        Path configuration = data().resolve(CONFIGURATION);
        Files.writeString(configuration, ServerSettings.render(settings));
    }

    /** Copies a certificate to where the server reads it; renamed into place, since the server may be reading. */
    Map<String, String> installCertificate(Path authority, KeyFiles certificate) throws IOException {
        return Map.of(
                "ssl", "on",
                "ssl_ca_file", install(authority, "root.crt"),
                "ssl_cert_file", install(certificate.certificate(), "server.crt"),
                "ssl_key_file", install(certificate.key(), "server.key"));
    }

    private String install(Path file, String name) throws IOException {
        Path target = directory.resolve(name);
        Path unfinished = directory.resolve(name + ".unfinished");
        Files.copy(file, unfinished, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
        return Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE).toString();
    }

    void rememberProcess(long pid) throws IOException {
        Files.writeString(directory.resolve(PID_FILE), Long.toString(pid));
    }

    String logs() throws IOException {
        return Files.exists(log()) ? Files.readString(log()) : "";
    }
}
