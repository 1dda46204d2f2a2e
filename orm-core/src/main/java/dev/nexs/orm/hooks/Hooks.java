package dev.nexs.orm.hooks;

import dev.nexs.orm.hooks.internal.HookTable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The hooks of one datasource. Thread-safe: hooks come and go while the application runs, and an operation under way ends
 * with those that it began with.
 */
public final class Hooks {

    /** How many calls wait for a thread of the hooks' own. */
    public static final int QUEUE = 1_024;

    private final HookTable table;

    /** Called by the datasource. */
    public Hooks(HookTable table) {
        this.table = table;
    }

    /**
     * Registers a hook.
     *
     * @param name unique among the hooks of this datasource
     * @throws IllegalArgumentException when there is one of that name, or the options do not go together
     * @throws IllegalStateException when the datasource is closed
     */
    public HookRegistration on(HookPoint point, String name, Hook hook) {
        return on(point, name, hook, options -> {});
    }

    /** Registers a hook with options. */
    public HookRegistration on(HookPoint point, String name, Hook hook, Consumer<? super HookOptions> options) {
        return on(List.of(point), name, hook, options);
    }

    /** Registers one hook at several points. */
    public HookRegistration on(
            Collection<HookPoint> points, String name, Hook hook, Consumer<? super HookOptions> options) {
        HookOptions chosen = new HookOptions();
        options.accept(chosen);
        return table.add(List.copyOf(points), name, hook, chosen);
    }

    /**
     * Calls the hooks of a point of the application's own, here and now.
     *
     * @param attributes what they see
     * @throws HookVetoException when one refuses
     */
    public void fire(HookPoint point, Map<String, ? extends @Nullable Object> attributes) throws HookVetoException {
        table.fire(point, attributes);
    }

    /** {@return the hook of this name, or null} */
    public @Nullable HookRegistration find(String name) {
        return table.find(name);
    }

    /** {@return figures of every hook, by name} */
    public List<HookStatistics> stats() {
        return table.statistics();
    }
}
