package dev.nexs.testing.internal;

import dev.nexs.testing.PostgresServerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Ends several things at once, whatever one of them does: each on a thread of its own, all within one deadline.
 *
 * <p>An interrupt of the caller reaches none of those threads and shortens nothing; it is kept for the caller.
 */
public final class Closing {

    /** How long a cluster may take. */
    public static final Duration LIMIT = Duration.ofSeconds(10);

    private final Duration limit;
    private final long deadline;
    private final List<Part> parts = new ArrayList<>();

    private record Part(String name, FutureTask<@Nullable Void> task) {}

    /** All of it has to end within the limit, from now on. */
    public Closing(Duration limit) {
        this.limit = limit;
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    /** Begins to end something. */
    public Closing begin(String name, Runnable action) {
        FutureTask<@Nullable Void> task = new FutureTask<>(action, null);
        Thread thread = new Thread(task, "nexs-testing-close-" + name);
        thread.setDaemon(true);
        thread.start();
        parts.add(new Part(name, task));
        return this;
    }

    /**
     * Waits for the end of all.
     *
     * @throws RuntimeException the first failure, with the others suppressed
     */
    public void await() {
        boolean interrupted = false;
        RuntimeException failure = null;
        for (Part part : parts) {
            boolean waiting = true;
            while (waiting) {
                try {
                    part.task.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                    waiting = false;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    failure = with(failure, part, e.getCause());
                    waiting = false;
                } catch (TimeoutException e) {
                    failure = with(
                            failure,
                            part,
                            new PostgresServerException(
                                    "it did not end within " + limit.toSeconds() + " s: something else holds it"));
                    waiting = false;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static RuntimeException with(@Nullable RuntimeException first, Part part, @Nullable Throwable cause) {
        RuntimeException failure = new PostgresServerException(
                "Cannot close " + part.name + ": " + (cause == null ? "" : cause.getMessage()), cause);
        if (first == null) {
            return failure;
        }
        first.addSuppressed(failure);
        return first;
    }
}
