package dev.nexs.types.internal.hibernate.json;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.stream.Stream;
import org.hibernate.boot.model.TypeContributions;
import org.hibernate.service.ServiceRegistry;
import org.junit.jupiter.api.Test;

/** An application that excludes Jackson learns what to add. */
class WithoutJacksonTest {

    @Test
    void theErrorNamesTheArtifactThatIsMissing() throws IOException, ReflectiveOperationException {
        URL[] classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("jackson"))
                .map(WithoutJacksonTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader application = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            Class<?> types = application.loadClass(DocumentTypes.class.getName());
            Object contributor = types.getConstructor().newInstance();
            Method contribute = types.getMethod(
                    "contribute",
                    application.loadClass(TypeContributions.class.getName()),
                    application.loadClass(ServiceRegistry.class.getName()));

            assertThatThrownBy(() -> contribute.invoke(contributor, null, null))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("nexs-json-array-types needs Jackson 3, and its classes do not load: add"
                            + " tools.jackson.core:jackson-databind to the class path");
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
