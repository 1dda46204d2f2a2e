package dev.nexs.orm.cluster.internal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Jackson is an optional dependency: an application that does not have it and sets Patroni's address learns what to add. */
class PatroniWithoutJacksonTest {

    @Test
    void theErrorNamesTheArtifactThatIsMissing() throws IOException, ReflectiveOperationException {
        URL[] classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("jackson"))
                .map(PatroniWithoutJacksonTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader application = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            Method from = application.loadClass("dev.nexs.orm.NexsDataSource").getMethod("from", Map.class);

            assertThatThrownBy(() -> from.invoke(
                            null,
                            Map.of(
                                    "nexs.url", "jdbc:postgresql://127.0.0.1:1/app",
                                    "nexs.patroni.url", "http://127.0.0.1:1")))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("nexs.patroni.url is set, and reading Patroni's answers needs Jackson 3:"
                            + " add tools.jackson.core:jackson-databind to the class path");
        }
    }

    private static URL url(String entry) {
        try {
            return new File(entry).toURI().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(entry, e);
        }
    }
}
