package dev.nexs.testing.internal.embedded;

import dev.nexs.testing.internal.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The directory of one server: its data, its log, the id of its process.
 *
 * @param directory the directory itself
 * @param template what a new server is a copy of
 */
record ServerHome(Path directory, Template template) {

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
        Trees.copy(template.data(), data(), path -> false);
    }

    void prepareStart(Map<String, String> settings) throws IOException {
        Files.deleteIfExists(data().resolve("postmaster.pid"));
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

    void rememberProcess(long pid) throws IOException {
        Files.writeString(directory.resolve(PID_FILE), Long.toString(pid));
    }

    String logs() throws IOException {
        return Files.exists(log()) ? Files.readString(log()) : "";
    }
}
