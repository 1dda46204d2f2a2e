package dev.nexs.testing.internal.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** POSIX signals to a server's processes. */
enum Signal {
    HUP,
    INT,
    KILL,
    STOP,
    CONT;

    void send(long pid) {
        send(List.of(pid));
    }

    /** A process that is gone already is no failure. */
    void send(List<Long> pids) {
        if (pids.isEmpty()) {
            return;
        }
        List<String> words = new ArrayList<>(List.of("kill", "-" + name()));
        pids.forEach(pid -> words.add(Long.toString(pid)));
        Command.run(words);
    }

    /**
     * Reaches the postmaster and every backend. The postmaster is frozen first, so that it neither starts another
     * process meanwhile nor reacts to the death of one.
     */
    void sendToAll(ProcessHandle postmaster) {
        STOP.send(postmaster.pid());
        Set<Long> children = children(postmaster);
        send(List.copyOf(children));
        if (this == CONT) {
            CONT.send(postmaster.pid());
        } else {
            send(postmaster.pid());
        }
    }

    private static Set<Long> children(ProcessHandle postmaster) {
        try (Stream<ProcessHandle> descendants = postmaster.descendants()) {
            return descendants.map(ProcessHandle::pid).collect(Collectors.toSet());
        }
    }
}
