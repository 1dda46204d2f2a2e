package dev.nexs.testing.internal.embedded;

import dev.nexs.testing.PostgresServerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A short-lived external command: run, waited for, its output kept.
 *
 * <p>Its output goes to a file, so that waiting for it ends with the limit, whoever else holds its output open. An
 * interrupt does not cut it short, since half a command is worse than a late answer; it is kept for the caller.
 */
record Command(int exitCode, String output) {

    private static final Logger LOG = LoggerFactory.getLogger(Command.class);

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** The exit code by which a shell, too, says that there is no such program. */
    private static final int MISSING = 127;

    static Command run(List<String> words) {
        return run(words, "", LIMIT);
    }

    static Command run(List<String> words, String input) {
        return run(words, input, LIMIT);
    }

    static Command run(List<String> words, String input, Duration limit) {
        try {
            Path output = Files.createTempFile("nexs-testing-", ".out");
            try {
                return run(words, input, limit, output);
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new PostgresServerException("Cannot run " + words + ": " + e, e);
        }
    }

    private static Command run(List<String> words, String input, Duration limit, Path output) throws IOException {
        Process process;
        try {
            process = environment(
                            new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile()))
                    .start();
        } catch (IOException e) {
            return new Command(MISSING, String.valueOf(e.getMessage()));
        }
        try {
            write(process, input);
            if (!ends(process, limit)) {
                throw new PostgresServerException("'" + String.join(" ", words) + "' did not end within "
                        + limit.toMillis() + " ms and was killed. It printed:\n" + Files.readString(output));
            }
            return new Command(process.exitValue(), Files.readString(output));
        } finally {
            Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                    .filter(ProcessHandle::isAlive)
                    .forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** A command that ends before it has read its input says why by its exit code and its output. */
    private static void write(Process process, String input) {
        try (var stream = process.getOutputStream()) {
            stream.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException brokenPipe) {
            LOG.debug("{} has not read its input", process.info(), brokenPipe);
        }
    }

    /** Waits for the end of a process, interrupted or not. */
    static boolean ends(Process process, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    boolean succeeded() {
        return exitCode == 0;
    }

    /** Whether there is no such program on this machine. */
    boolean isMissing() {
        return exitCode == MISSING;
    }

    /** The server reads PGDATA, PGPORT and their like: the user's own must not reach it. */
    static ProcessBuilder environment(ProcessBuilder builder) {
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        environment.put("LC_ALL", "C");
        environment.put("TZ", "UTC");
        return builder;
    }

    static List<String> words(List<String> prefix, Path program, List<String> arguments) {
        List<String> words = new ArrayList<>(prefix);
        words.add(program.toString());
        words.addAll(arguments);
        return List.copyOf(words);
    }
}
