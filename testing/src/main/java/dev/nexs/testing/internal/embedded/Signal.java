package dev.nexs.testing.internal.embedded;

import dev.nexs.testing.PostgresServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * POSIX signals to a server's processes, each checked for its effect.
 *
 * <p>They take no program but the shell, which PostgreSQL itself needs: {@code kill} is one of its own commands, while
 * the program of that name is missing in many images.
 */
enum Signal {
    HUP,
    INT,
    KILL {
        @Override
        void deliver(List<ProcessHandle> processes) {
            for (ProcessHandle process : processes) {
                if (!process.destroyForcibly() && isRunning(process)) {
                    throw new PostgresServerException("Process " + process.pid() + " of "
                            + process.info().user().orElse("somebody else") + " cannot be killed: this JVM runs as "
                            + System.getProperty("user.name") + ".");
                }
            }
        }

        @Override
        boolean hasWorked(ProcessHandle process) {
            return !isRunning(process);
        }
    },
    STOP {
        @Override
        boolean hasWorked(ProcessHandle process) {
            char state = state(process);
            return state == STOPPED || state == ZOMBIE || state == GONE || state == UNKNOWN;
        }
    },
    CONT {
        @Override
        boolean hasWorked(ProcessHandle process) {
            return state(process) != STOPPED;
        }
    };

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private static final char STOPPED = 'T';
    private static final char ZOMBIE = 'Z';
    private static final char GONE = '-';

    /** Where there is no {@code /proc}. */
    private static final char UNKNOWN = '?';

    /**
     * Sends it and waits until it has worked. A process that is gone already is no failure.
     *
     * @throws PostgresServerException if it cannot be sent, or does not work
     */
    void send(List<ProcessHandle> processes) {
        deliver(processes);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!processes.stream().allMatch(this::hasWorked)) {
            if (System.nanoTime() > deadline) {
                throw new PostgresServerException(
                        "SIG" + name() + " shows no effect for " + LIMIT.toSeconds() + " s on "
                                + processes.stream()
                                        .filter(process -> !hasWorked(process))
                                        .map(process -> "process " + process.pid() + " in state " + state(process))
                                        .toList()
                                + ".");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    void deliver(List<ProcessHandle> processes) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", "kill -" + name() + " \"$@\"", "sh"));
        processes.forEach(process -> words.add(Long.toString(process.pid())));
        Command command = Command.run(words);
        if (command.isMissing()) {
            throw new PostgresServerException("There is no shell on this machine to send SIG" + name() + " with: "
                    + command.output() + ". PostgreSQL itself needs one: add a program 'sh' to the PATH.");
        }
        if (!command.succeeded() && !processes.stream().allMatch(this::hasWorked)) {
            throw new PostgresServerException("SIG" + name() + " cannot be sent to the processes "
                    + processes.stream().map(ProcessHandle::pid).toList() + ": "
                    + command.output().strip());
        }
    }

    /** What the server does about it is the caller's to see, where it is not the kernel that acts. */
    boolean hasWorked(ProcessHandle process) {
        return true;
    }

    /**
     * Reaches the postmaster and every backend. The postmaster is frozen first, so that it neither starts another
     * process meanwhile nor reacts to the death of one.
     */
    void sendToAll(ProcessHandle postmaster) {
        STOP.send(List.of(postmaster));
        send(Stream.concat(postmaster.children(), Stream.of(postmaster)).toList());
    }

    /**
     * A backend outlives its postmaster as a zombie until the init process collects it, which takes some of them
     * seconds. Java counts a zombie as alive; but its sockets are closed and its memory is free.
     */
    static boolean isRunning(ProcessHandle process) {
        char state = state(process);
        return state != GONE && state != ZOMBIE;
    }

    /** The third field of the kernel's line; the second is a name that may hold anything. */
    private static char state(ProcessHandle process) {
        if (!process.isAlive()) {
            return GONE;
        }
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            int name = stat.lastIndexOf(')');
            return stat.length() > name + 2 ? stat.charAt(name + 2) : UNKNOWN;
        } catch (IOException e) {
            return process.isAlive() ? UNKNOWN : GONE;
        }
    }
}
