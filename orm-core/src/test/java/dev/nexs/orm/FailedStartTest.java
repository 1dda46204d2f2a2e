package dev.nexs.orm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A datasource that cannot be built after it has begun to watch files. */
class FailedStartTest {

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("nexs-"))
                .toList();
    }

    /** Everything on the class path but what reads JSON, which is only needed for Patroni. */
    private static URL[] classPathWithoutJackson() {
        return Stream.of(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)))
                .filter(entry -> !entry.contains("jackson"))
                .map(entry -> {
                    try {
                        return Path.of(entry).toUri().toURL();
                    } catch (MalformedURLException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toArray(URL[]::new);
    }

    @Test
    void leavesNoThreadBehindAndSaysWhatIsMissing(@TempDir Path folder) throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "secret");
        List<String> before = threads();
        try (URLClassLoader loader =
                new URLClassLoader(classPathWithoutJackson(), ClassLoader.getPlatformClassLoader())) {
            Method from = loader.loadClass(NexsDataSource.class.getName()).getMethod("from", Map.class);
            assertThatThrownBy(() -> from.invoke(
                            null,
                            Map.of(
                                    "nexs.url", "jdbc:postgresql://127.0.0.1:1/app",
                                    "nexs.username", "app",
                                    "nexs.password-file", password.toString(),
                                    "nexs.patroni.url", "http://127.0.0.1:1")))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .hasMessageContaining("needs Jackson 3");
            await().untilAsserted(() -> assertThat(threads()).isEqualTo(before));
        }
    }
}
