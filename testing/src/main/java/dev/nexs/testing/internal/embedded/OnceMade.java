package dev.nexs.testing.internal.embedded;

import dev.nexs.testing.internal.machine.MachineLock;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory that is made once per machine and then only read, by all JVMs.
 *
 * <p>It is made beside and renamed at the end, with a manifest of its files and their sizes. Whoever opens it compares:
 * what a cleaner of old files or a full disk has left by half is made anew, and a server that still runs from the old
 * one keeps its open files.
 */
record OnceMade(Path home, MachineLock lock) {

    private static final Logger LOG = LoggerFactory.getLogger(OnceMade.class);
    private static final String MANIFEST = "manifest";

    /** Fills a new directory. */
    interface Maker {

        /** Fills it. */
        void fill(Path directory) throws IOException;
    }

    /** Makes the directory unless it is there and whole. */
    Path orMake(Maker maker) throws IOException {
        if (!isWhole()) {
            lock.holding(() -> isWhole() ? home : make(maker));
        }
        return home;
    }

    private Path make(Maker maker) throws IOException {
        Path unfinished = home.resolveSibling(home.getFileName() + ".unfinished");
        Trees.delete(unfinished);
        Files.createDirectories(unfinished);
        maker.fill(unfinished);
        Files.write(unfinished.resolve(MANIFEST), inventory(unfinished));
        if (Files.exists(home, LinkOption.NOFOLLOW_LINKS)) {
            LOG.warn("{} is not whole any more and is made anew", home);
            Path broken = home.resolveSibling(home.getFileName() + ".broken-" + UUID.randomUUID());
            Files.move(home, broken, StandardCopyOption.ATOMIC_MOVE);
            Trees.delete(broken);
        }
        return Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
    }

    private boolean isWhole() throws IOException {
        Path manifest = home.resolve(MANIFEST);
        return Files.exists(manifest) && Files.readAllLines(manifest).equals(inventory(home));
    }

    /** What is there, but for the manifest itself: a line per file, with its size. */
    private static List<String> inventory(Path directory) throws IOException {
        List<String> lines = new ArrayList<>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                lines.add((attributes.isRegularFile() ? attributes.size() : 0) + " " + directory.relativize(file));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult preVisitDirectory(Path child, BasicFileAttributes attributes) {
                lines.add("- " + directory.relativize(child));
                return FileVisitResult.CONTINUE;
            }
        });
        lines.removeIf(line -> line.endsWith(" " + MANIFEST));
        return lines.stream().sorted().toList();
    }
}
