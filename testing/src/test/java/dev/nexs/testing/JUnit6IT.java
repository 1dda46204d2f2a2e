package dev.nexs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The extensions are compiled against JUnit 5 and must run under JUnit 6 as well, which Spring Boot 4 brings. */
class JUnit6IT {

    @Test
    void theExtensionsRunUnderJUnit6() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath(),
                        "org.junit.platform.console.ConsoleLauncher",
                        "execute",
                        "--details=summary",
                        "--disable-banner",
                        "--select-class=" + PostgresServerIT.class.getName(),
                        "--select-class=" + SynchronousIT.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("7 tests successful", "0 tests failed");
    }

    /** Ours, with JUnit 6 in place of JUnit 5. */
    private static String classPath() throws Exception {
        List<String> inherited = Arrays.stream(
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .split(File.pathSeparator))
                .filter(entry -> !entry.contains("junit") && !entry.contains("opentest4j"))
                .toList();
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("junit6.directory")))) {
            return Stream.concat(jars.map(Path::toString), inherited.stream())
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }
}
