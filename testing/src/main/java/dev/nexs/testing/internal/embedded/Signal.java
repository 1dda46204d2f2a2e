package dev.nexs.testing.internal.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** POSIX signals to a server's processes. */
enum Signal {
    HUP,
    INT,
    KILL,
    STOP,
    CONT;

    /** A process that is gone already is no failure. */
    void send(List<ProcessHandle> processes) {
        List<String> words = new ArrayList<>(List.of("kill", "-" + name()));
        processes.forEach(process -> words.add(Long.toString(process.pid())));
        Command.run(words);
    }

    /**
     * Reaches the postmaster and every backend. The postmaster is frozen first, so that it neither starts another
     * process meanwhile nor reacts to the death of one.
     */
    List<ProcessHandle> sendToAll(ProcessHandle postmaster) {
        STOP.send(List.of(postmaster));
        List<ProcessHandle> all =
                Stream.concat(postmaster.children(), Stream.of(postmaster)).toList();
        send(all);
        return all;
    }
}
