package dev.nexs.testing.internal.embedded;

import dev.nexs.testing.PostgresServerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A short-lived external command: run, waited for, its output kept. */
record Command(int exitCode, String output) {

    private static final long LIMIT_SECONDS = 60;

    static Command run(List<String> words) {
        return run(words, "");
    }

    static Command run(List<String> words, String input) {
        Process process;
        try {
            process = environment(new ProcessBuilder(words).redirectErrorStream(true))
                    .start();
        } catch (IOException e) {
            return new Command(127, String.valueOf(e.getMessage()));
        }
        try {
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new PostgresServerException(words + " did not end within " + LIMIT_SECONDS + " s");
            }
            return new Command(process.exitValue(), output);
        } catch (IOException e) {
            throw new PostgresServerException("Cannot run " + words + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresServerException("Interrupted while running " + words, e);
        } finally {
            process.destroyForcibly();
        }
    }

    boolean succeeded() {
        return exitCode == 0;
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
