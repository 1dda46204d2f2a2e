package dev.nexs.testing.internal.embedded;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A server version such as 18.6.0; the kit asks for it by any prefix of it. */
record Version(String text) implements Comparable<Version> {

    int major() {
        return parts()[0];
    }

    boolean matches(String wanted) {
        return wanted.isEmpty() || text.equals(wanted) || text.startsWith(wanted + ".");
    }

    private int[] parts() {
        return Arrays.stream(text.split("[^0-9]+"))
                .filter(part -> !part.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    @Override
    public int compareTo(Version other) {
        return Arrays.compare(parts(), other.parts());
    }

    static String list(List<Version> versions) {
        return versions.stream().sorted().map(Version::text).collect(Collectors.joining(", "));
    }
}
