package dev.nexs.orm.hooks.spi;

import dev.nexs.orm.hooks.Hooks;

/**
 * Registers hooks when a datasource opens. Found by {@link java.util.ServiceLoader}, or named by a setting: {@code
 * nexs.hooks.<name>=com.example.MyHooks}; it needs a public constructor without arguments.
 */
@FunctionalInterface
public interface HookContributor {

    /** Registers with {@code hooks}. What it throws stops the datasource from opening. */
    void contribute(Hooks hooks);
}
