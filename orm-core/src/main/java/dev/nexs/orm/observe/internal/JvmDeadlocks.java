package dev.nexs.orm.observe.internal;

import dev.nexs.orm.observe.SafetyReport.Concern;
import dev.nexs.orm.observe.SafetyReport.Finding;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Threads of this JVM that wait for each other. */
final class JvmDeadlocks {

    private JvmDeadlocks() {}

    static List<Finding> find() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long[] ids = threads.findDeadlockedThreads();
        if (ids == null) {
            return List.of();
        }
        List<ThreadInfo> found = Arrays.stream(threads.getThreadInfo(ids, true, true))
                .filter(Objects::nonNull)
                .toList();
        List<String> stacks = new ArrayList<>();
        for (ThreadInfo info : found) {
            stacks.add(Arrays.stream(info.getStackTrace())
                    .map(frame -> "    at " + frame)
                    .collect(Collectors.joining("\n", "  " + info.getThreadName() + ":\n", "")));
        }
        String names = found.stream()
                .map(info -> info.getThreadName() + " waits for " + info.getLockOwnerName())
                .collect(Collectors.joining(", "));
        return List.of(new Finding(Concern.JVM_DEADLOCK, "Threads wait for each other: " + names, null, stacks));
    }
}
