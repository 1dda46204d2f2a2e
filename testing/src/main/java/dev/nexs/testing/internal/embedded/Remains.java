package dev.nexs.testing.internal.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What lives on of a server that nobody controls any more: its processes and its shared memory segment. */
record Remains(Path server) {

    private static final Logger LOG = LoggerFactory.getLogger(Remains.class);

    private Path lockFile() {
        return server.resolve("data").resolve("postmaster.pid");
    }

    void end() throws IOException {
        List<String> lines = lines(lockFile());
        postmaster().ifPresent(Signal.KILL::sendToAll);
        releaseSharedMemory(lines);
    }

    /** A killed server cannot release its System V segment of 56 bytes; its key and id are in line 7 of the lock file. */
    static void releaseSharedMemory(List<String> lockFileLines) {
        if (lockFileLines.size() >= 7) {
            String[] keyAndId = lockFileLines.get(6).strip().split("\\s+");
            if (keyAndId.length == 2
                    && Command.run(List.of("ipcrm", "-m", keyAndId[1])).isMissing()) {
                LOG.debug("There is no ipcrm here: 56 bytes of shared memory stay, with the id {}", keyAndId[1]);
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
}
