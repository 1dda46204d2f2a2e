package dev.nexs.testing.internal.embedded;

import dev.nexs.testing.PostgresServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What lives on of a server that nobody controls any more: its processes and its shared memory segment. */
record Remains(Path server) {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private Path lockFile() {
        return server.resolve("data").resolve("postmaster.pid");
    }

    void end() throws IOException {
        List<String> lines = lines(lockFile());
        postmaster().ifPresent(Remains::kill);
        releaseSharedMemory(lines);
    }

    /** A killed server cannot release its System V segment; its key and id are in line 7 of the lock file. */
    static void releaseSharedMemory(List<String> lockFileLines) {
        if (lockFileLines.size() >= 7) {
            String[] keyAndId = lockFileLines.get(6).strip().split("\\s+");
            if (keyAndId.length == 2) {
                Command.run(List.of("ipcrm", "-m", keyAndId[1]));
            }
        }
    }

    static List<String> lines(Path lockFile) throws IOException {
        try {
            return Files.readAllLines(lockFile);
        } catch (NoSuchFileException absent) {
            return List.of();
        }
    }

    /** Process ids are reused, so only a process that names this very directory counts. */
    private Optional<ProcessHandle> postmaster() throws IOException {
        List<String> lines = lines(server.resolve(ServerHome.PID_FILE));
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.get(0).strip())).filter(this::isOurs);
    }

    private boolean isOurs(ProcessHandle process) {
        String directory = server.resolve("data").toString();
        try {
            Path commandLine = Path.of("/proc", Long.toString(process.pid()), "cmdline");
            return Files.readString(commandLine).contains(directory);
        } catch (IOException noProcFileSystem) {
            return process.info().commandLine().orElse("").contains(directory);
        }
    }

    /**
     * A backend outlives its postmaster as a zombie until the init process collects it, which takes some of them
     * seconds. Java counts a zombie as alive; but its sockets are closed and its memory is free.
     */
    private static boolean isRunning(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return !stat.startsWith(" Z", stat.lastIndexOf(')') + 1);
        } catch (IOException noProcFileSystem) {
            return process.isAlive();
        }
    }

    /** Kills all processes and waits for their end. */
    static void kill(ProcessHandle postmaster) {
        List<ProcessHandle> all = Signal.KILL.sendToAll(postmaster);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (all.stream().anyMatch(Remains::isRunning)) {
            if (System.nanoTime() > deadline) {
                throw new PostgresServerException("Processes survive SIGKILL for " + LIMIT.toSeconds() + " s: " + all);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
