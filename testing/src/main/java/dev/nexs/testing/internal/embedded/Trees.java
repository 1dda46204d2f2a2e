package dev.nexs.testing.internal.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Copies and deletes directory trees that a server may be changing at the same time.
 *
 * <p>By the commands of the system: a data directory is 2,500 small files, which {@code cp} copies in 50 ms and Java in
 * ten times that. Starting a cluster is little else.
 */
final class Trees {

    private static final String GONE = "No such file or directory";

    private Trees() {}

    /** Copies a tree to where nothing is. */
    static void copy(Path from, Path to) throws IOException {
        require(Command.run(List.of("cp", "-a", from.toString(), to.toString())));
    }

    /**
     * Copies a tree to where nothing is while files in it may come and go.
     *
     * @param leftOut names directly below {@code from} that are not copied
     */
    static void copyLive(Path from, Path to, Set<String> leftOut) throws IOException {
        Files.createDirectory(to);
        List<String> words = new ArrayList<>(List.of("cp", "-a"));
        try (Stream<Path> entries = Files.list(from)) {
            entries.filter(entry -> !leftOut.contains(String.valueOf(entry.getFileName())))
                    .forEach(entry -> words.add(entry.toString()));
        }
        words.add(to.toString());
        Command copy = Command.run(words);
        if (!copy.output().lines().allMatch(line -> line.contains(GONE))) {
            require(copy);
        }
        Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
    }

    /** Deletes a tree if there is one. */
    static void delete(Path root) throws IOException {
        require(Command.run(List.of("rm", "-rf", root.toString())));
    }

    private static void require(Command command) throws IOException {
        if (!command.succeeded()) {
            throw new IOException(command.output().strip());
        }
    }
}
