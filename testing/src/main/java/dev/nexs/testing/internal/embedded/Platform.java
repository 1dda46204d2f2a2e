package dev.nexs.testing.internal.embedded;

import dev.nexs.testing.PostgresServerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The operating system and processor, in the words of the binaries' artifacts.
 *
 * @param artifact how the artifact's name ends: {@code linux-amd64}
 * @param archive the archive in that artifact
 */
record Platform(String artifact, String archive) {

    /** Where Alpine Linux says its version; its C library is another one, and so are the binaries. */
    private static final Path ALPINE = Path.of("/etc/alpine-release");

    static Platform current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"), Files.exists(ALPINE));
    }

    static Platform of(String osName, String osArch, boolean alpine) {
        String system = osName.toLowerCase(Locale.ROOT);
        String processor = osArch.toLowerCase(Locale.ROOT);
        boolean intel = processor.equals("amd64") || processor.equals("x86_64");
        boolean arm = processor.equals("aarch64") || processor.equals("arm64");
        if (intel || arm) {
            if (system.startsWith("linux")) {
                return new Platform(
                        (intel ? "linux-amd64" : "linux-arm64v8") + (alpine ? "-alpine" : ""),
                        "postgres-linux-" + (intel ? "x86_64" : "arm_64") + (alpine ? "-alpine_linux" : "") + ".txz");
            }
            if (system.startsWith("mac")) {
                return new Platform(
                        intel ? "darwin-amd64" : "darwin-arm64v8",
                        intel ? "postgres-darwin-x86_64.txz" : "postgres-darwin-arm_64.txz");
            }
        }
        throw new PostgresServerException("No embedded PostgreSQL for " + osName + " on " + osArch
                + ": there are binaries for Linux, Alpine and macOS on amd64 and arm64. "
                + "Use nexs.test.backend=testcontainers where Docker runs, "
                + "or nexs.test.backend=external with nexs.test.url.");
    }
}
