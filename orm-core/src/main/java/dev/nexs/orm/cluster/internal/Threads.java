package dev.nexs.orm.cluster.internal;

import java.util.concurrent.ThreadFactory;

/** Names the cluster's threads. Daemons: a forgotten close must not keep a process alive. */
final class Threads {

    private Threads() {}

    static ThreadFactory daemons(String name) {
        return task -> daemon(task, name);
    }

    static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
