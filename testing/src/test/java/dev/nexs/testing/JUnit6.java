package dev.nexs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A JVM with JUnit 6 in place of JUnit 5. */
record JUnit6(Predicate<String> classPathEntries) {

    /** Runs test classes in their order; how many of their tests have to succeed. */
    void run(int tests, Class<?>... testClasses) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(),
                "org.junit.platform.console.ConsoleLauncher",
                "execute",
                "--details=summary",
                "--disable-banner"));
        for (Class<?> testClass : testClasses) {
            words.add("--select-class=" + testClass.getName());
        }
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains(tests + " tests successful", "0 tests failed");
    }

    private String classPath() throws IOException {
        List<String> inherited = Arrays.stream(
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .split(File.pathSeparator))
                .filter(entry -> !entry.contains("junit") && !entry.contains("opentest4j"))
                .filter(classPathEntries)
                .toList();
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("junit6.directory")))) {
            return Stream.concat(jars.map(Path::toString), inherited.stream())
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }
}
