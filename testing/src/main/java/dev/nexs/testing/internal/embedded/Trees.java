package dev.nexs.testing.internal.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Copies and deletes directory trees that a server may be changing at the same time.
 *
 * <p>By the commands of the system where there are such: a data directory is 2,500 small files, which {@code cp} copies
 * in 50 ms and Java in several times that. Starting a cluster is little else.
 */
final class Trees {

    private static final String GONE = "No such file or directory";

    private Trees() {}

    /** Copies a tree to where nothing is. */
    static void copy(Path from, Path to) throws IOException {
        Command copy = Command.run(List.of("cp", "-a", from.toString(), to.toString()));
        if (copy.isMissing()) {
            copyByJava(from, to);
        } else {
            require(copy);
        }
    }

    /**
     * Copies a tree to where nothing is while files in it may come and go.
     *
     * @param leftOut names directly below {@code from} that are not copied
     */
    static void copyLive(Path from, Path to, Set<String> leftOut) throws IOException {
        Files.createDirectory(to);
        List<Path> copied = new ArrayList<>();
        try (Stream<Path> entries = Files.list(from)) {
            entries.filter(entry -> !leftOut.contains(String.valueOf(entry.getFileName())))
                    .forEach(copied::add);
        }
        List<String> words = new ArrayList<>(List.of("cp", "-a"));
        copied.forEach(entry -> words.add(entry.toString()));
        words.add(to.toString());
        Command copy = Command.run(words);
        if (copy.isMissing()) {
            for (Path entry : copied) {
                copyByJava(entry, to.resolve(String.valueOf(entry.getFileName())));
            }
        } else if (!copy.output().lines().allMatch(line -> line.contains(GONE))) {
            require(copy);
        }
        Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
    }

    /** Deletes a tree if there is one. */
    static void delete(Path root) throws IOException {
        Command delete = Command.run(List.of("rm", "-rf", root.toString()));
        if (delete.isMissing()) {
            deleteByJava(root);
        } else {
            require(delete);
        }
    }

    /** Gives every file of a tree to another account. */
    static void own(Path root, int account) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                return visitFile(directory, attributes);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.setAttribute(file, "unix:gid", account, LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(file, "unix:uid", account, LinkOption.NOFOLLOW_LINKS);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void copyByJava(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                return copy(directory);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                return copy(file);
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                return unlessGone(failure);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                return failure == null ? FileVisitResult.CONTINUE : unlessGone(failure);
            }

            private FileVisitResult copy(Path source) throws IOException {
                try {
                    Files.copy(
                            source,
                            to.resolve(from.relativize(source).toString()),
                            StandardCopyOption.COPY_ATTRIBUTES,
                            LinkOption.NOFOLLOW_LINKS);
                    return FileVisitResult.CONTINUE;
                } catch (IOException e) {
                    return unlessGone(e);
                }
            }
        });
    }

    private static void deleteByJava(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                return unlessGone(failure);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    unlessGone(failure);
                }
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static FileVisitResult unlessGone(IOException failure) throws IOException {
        if (failure instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw failure;
    }

    private static void require(Command command) throws IOException {
        if (!command.succeeded()) {
            throw new IOException(command.output().strip());
        }
    }
}
