package dev.nexs.orm.internal;

import dev.nexs.orm.NexsConfigurationException;
import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.hooks.Hooks;
import dev.nexs.orm.hooks.internal.AuditSettings;
import dev.nexs.orm.hooks.internal.Guard;
import dev.nexs.orm.hooks.internal.SlowQueries;
import dev.nexs.orm.hooks.spi.HookContributor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Registers the hooks that settings and services name. */
public final class HookSettings {

    private HookSettings() {}

    /**
     * Registers built-in hooks, those named by settings, and those that are services.
     *
     * @throws NexsConfigurationException naming every hook that cannot be made
     */
    public static void install(SettingValues values, Hooks hooks) {
        Duration threshold = values.get(Catalogue.SLOW_QUERY_THRESHOLD);
        if (!threshold.isZero()) {
            SlowQueries.install(hooks, threshold);
        }
        Guard.install(
                hooks,
                values.get(Catalogue.GUARD),
                values.get(Catalogue.GUARD_MAX_ROWS),
                values.get(Catalogue.GUARD_DENY));
        ServiceLoader.load(HookContributor.class).forEach(contributor -> contributor.contribute(hooks));
        SettingValues own = new SettingValues(values.raw());
        List<HookContributor> named = new ArrayList<>();
        new TreeMap<>(values.raw()).forEach((name, value) -> {
            if (name.startsWith(NexsSettings.HOOKS_PREFIX) && !SettingNames.isOurs(name)) {
                HookContributor made = value instanceof HookContributor given
                        ? given
                        : Instances.create(HookContributor.class, name, value, own);
                if (made != null) {
                    named.add(made);
                }
            }
        });
        if (!own.problems().isEmpty()) {
            throw new NexsConfigurationException(own.problems());
        }
        named.forEach(contributor -> contributor.contribute(hooks));
    }

    /** {@return what is written down of changes} */
    public static AuditSettings audit(SettingValues values) {
        List<String> names = values.get(Catalogue.AUDIT);
        boolean off = names.isEmpty() || (names.size() == 1 && names.get(0).equalsIgnoreCase("false"));
        if (off) {
            return AuditSettings.OFF;
        }
        boolean annotated = names.size() == 1 && names.get(0).equalsIgnoreCase("true");
        return new AuditSettings(true, annotated ? Set.of() : Set.copyOf(names), actor(values));
    }

    private static @Nullable Supplier<?> actor(SettingValues values) {
        Object raw = values.find(Catalogue.AUDIT_ACTOR).orElse(null);
        if (raw == null || raw instanceof Supplier<?>) {
            return (Supplier<?>) raw;
        }
        SettingValues own = new SettingValues(values.raw());
        Supplier<?> made = Instances.create(Supplier.class, NexsSettings.HOOKS_AUDIT_ACTOR, raw, own);
        if (made == null) {
            throw new NexsConfigurationException(own.problems());
        }
        return made;
    }
}
