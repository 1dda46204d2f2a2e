package dev.nexs.orm.hooks;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How a hook is called. Not thread-safe; read once, when the hook is registered. */
public final class HookOptions {

    private int priority;
    private @Nullable Predicate<? super HookContext> when;
    private boolean async;
    private boolean required;
    private boolean withValues;
    private @Nullable Duration timeout;

    HookOptions() {}

    /** Hooks of a higher priority are called first, those of the same in the order of their registration. Default 0. */
    public HookOptions priority(int priority) {
        this.priority = priority;
        return this;
    }

    /** Calls it only where this holds. It is asked on the operation's own thread. Default: always. */
    public HookOptions when(Predicate<? super HookContext> condition) {
        this.when = Objects.requireNonNull(condition);
        return this;
    }

    /**
     * Calls it on a thread of the hooks' own, behind a queue of {@value Hooks#QUEUE}. What finds it full is dropped and
     * counted. It can refuse nothing. Default: on the operation's thread.
     */
    public HookOptions async() {
        this.async = true;
        return this;
    }

    /** Gives it up after so long: it is interrupted, counted, and the operation goes on. Default: never. */
    public HookOptions timeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout is " + timeout + ", but must be longer than nothing");
        }
        this.timeout = timeout;
        return this;
    }

    /** Refuses the operation when the hook fails or takes too long, too. Default: it goes on. */
    public HookOptions required() {
        this.required = true;
        return this;
    }

    /** Shows it what is bound to parameters. Default: {@code ?} for each. */
    public HookOptions withValues() {
        this.withValues = true;
        return this;
    }

    /** {@return what was set} */
    public int priority() {
        return priority;
    }

    /** {@return the condition, or null} */
    public @Nullable Predicate<? super HookContext> condition() {
        return when;
    }

    /** {@return whether it runs on a thread of the hooks' own} */
    public boolean isAsync() {
        return async;
    }

    /** {@return whether its failure refuses the operation} */
    public boolean isRequired() {
        return required;
    }

    /** {@return whether it sees what is bound} */
    public boolean seesValues() {
        return withValues;
    }

    /** {@return how long it may take, or null} */
    public @Nullable Duration limit() {
        return timeout;
    }
}
