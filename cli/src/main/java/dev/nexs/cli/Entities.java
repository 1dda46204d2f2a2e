package dev.nexs.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hibernate.SessionFactory;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.cfg.Configuration;
import org.hibernate.jpa.HibernatePersistenceProvider;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The application's own entities: out of its jars or class folders, a Spring Boot jar included. */
final class Entities {

    private static final List<String> MAPPED = List.of(
            "Ljakarta/persistence/Entity;",
            "Ljakarta/persistence/Embeddable;",
            "Ljakarta/persistence/MappedSuperclass;",
            "Ljakarta/persistence/Converter;");

    @Option(
            names = "--entities",
            paramLabel = "PATH",
            split = ",",
            description = "Jars or class folders that are searched for entities; a Spring Boot jar will do")
    List<Path> entities = new ArrayList<>();

    @Option(
            names = "--classpath",
            paramLabel = "PATH",
            split = ",",
            description = "Further jars or folders that the entities need")
    List<Path> classpath = new ArrayList<>();

    @Option(
            names = "--persistence-unit",
            paramLabel = "NAME",
            description = "The unit of a persistence.xml in --entities, in the place of a search")
    @Nullable
    String unit;

    @Option(
            names = "-H",
            paramLabel = "SETTING=VALUE",
            description = "A Hibernate setting, such as -H hibernate.physical_naming_strategy=CLASS")
    Map<String, String> hibernate = new LinkedHashMap<>();

    boolean areNamed() {
        return !entities.isEmpty();
    }

    /** What is open while entities are used. */
    record Opened(SessionFactory factory, URLClassLoader loader, List<Path> unpacked) implements AutoCloseable {

        @Override
        public void close() {
            factory.close();
            closeLoader(loader, unpacked);
        }

        private static void closeLoader(URLClassLoader loader, List<Path> unpacked) {
            try {
                loader.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                unpacked.forEach(Opened::delete);
            }
        }

        private static void delete(Path folder) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(folder + " could not be deleted", e);
            }
        }
    }

    Opened open(Map<String, Object> settings) {
        return open(settings, entities);
    }

    Opened open(Map<String, Object> settings, List<Path> from) {
        if (from.isEmpty()) {
            throw new IllegalArgumentException(
                    "No entities are named; use --entities with the application's jar or its target/classes");
        }
        List<Path> unpacked = new ArrayList<>();
        List<Path> searched = new ArrayList<>();
        List<URL> urls = new ArrayList<>();
        for (Path path : from) {
            if (!Files.exists(path)) {
                throw new IllegalArgumentException("--entities: there is no " + path);
            }
            Path boot = unpackBoot(path);
            if (boot == null) {
                searched.add(path);
                urls.add(url(path));
            } else {
                unpacked.add(boot);
                searched.add(boot.resolve("classes"));
                urls.add(url(boot.resolve("classes")));
                jars(boot.resolve("lib")).forEach(jar -> urls.add(url(jar)));
            }
        }
        classpath.forEach(path -> urls.add(url(path)));
        URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), Entities.class.getClassLoader());
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(loader);
        try {
            return new Opened(build(settings, searched, loader), loader, unpacked);
        } catch (RuntimeException e) {
            Opened.closeLoader(loader, unpacked);
            throw e;
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private SessionFactory build(Map<String, Object> settings, List<Path> searched, URLClassLoader loader) {
        if (unit != null) {
            Map<String, Object> all = new LinkedHashMap<>(settings);
            all.putAll(hibernate);
            all.put("hibernate.hbm2ddl.auto", "none");
            all.put("jakarta.persistence.schema-generation.database.action", "none");
            var factory = new HibernatePersistenceProvider().createEntityManagerFactory(unit, all);
            if (factory == null) {
                throw new IllegalArgumentException(
                        "No persistence.xml in --entities has a persistence unit called " + unit);
            }
            return factory.unwrap(SessionFactory.class);
        }
        Configuration configuration = new Configuration(
                new BootstrapServiceRegistryBuilder().applyClassLoader(loader).build());
        searched.forEach(path -> mapped(path, loader).forEach(configuration::addAnnotatedClass));
        settings.forEach((name, value) -> configuration.getProperties().put(name, value));
        hibernate.forEach(configuration::setProperty);
        configuration.setProperty("hibernate.hbm2ddl.auto", "none");
        return configuration.buildSessionFactory();
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(path + " is no path of a jar or folder", e);
        }
    }

    private static List<Path> jars(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A class loader reads no jar inside a jar. */
    private static @Nullable Path unpackBoot(Path path) {
        if (Files.isDirectory(path)) {
            return null;
        }
        try (FileSystem jar = FileSystems.newFileSystem(path)) {
            Path inside = jar.getPath("/BOOT-INF");
            if (!Files.isDirectory(inside)) {
                return null;
            }
            Path folder = Files.createTempDirectory("nexs-entities");
            try (Stream<Path> all = Files.walk(inside)) {
                for (Path each : all.toList()) {
                    Path to = folder.resolve(inside.relativize(each).toString()).normalize();
                    if (!to.startsWith(folder)) {
                        throw new IllegalArgumentException(path + " has an entry outside of itself: " + each);
                    }
                    if (Files.isDirectory(each)) {
                        Files.createDirectories(to);
                    } else {
                        Files.copy(each, to);
                    }
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read as a jar", e);
        }
    }

    private static List<Class<?>> mapped(Path path, ClassLoader loader) {
        try {
            if (Files.isDirectory(path)) {
                return mapped(path, path, loader);
            }
            try (FileSystem jar = FileSystems.newFileSystem(path)) {
                return mapped(path, jar.getPath("/"), loader);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be searched", e);
        }
    }

    private static List<Class<?>> mapped(Path source, Path root, ClassLoader loader) throws IOException {
        List<Class<?>> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".class"))
                    .filter(each -> !each.startsWith(root.resolve("META-INF")))
                    .toList()) {
                String name = root.relativize(file).toString();
                if (speaksOfMapping(file)) {
                    String type = name.substring(0, name.length() - ".class".length())
                            .replace(root.getFileSystem().getSeparator(), ".");
                    try {
                        Class<?> loaded = Class.forName(type, false, loader);
                        if (Stream.of(loaded.getAnnotations())
                                .anyMatch(annotation -> MAPPED.contains(
                                        annotation.annotationType().descriptorString()))) {
                            found.add(loaded);
                        }
                    } catch (ClassNotFoundException | LinkageError e) {
                        throw new IllegalArgumentException(
                                type + " of " + source + " cannot be loaded (" + e.getMessage()
                                        + "); add what it needs to --classpath",
                                e);
                    }
                }
            }
        }
        return found;
    }

    private static boolean speaksOfMapping(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String bytes = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            return MAPPED.stream().anyMatch(bytes::contains);
        }
    }
}
