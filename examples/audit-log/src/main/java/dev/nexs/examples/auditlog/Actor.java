package dev.nexs.examples.auditlog;

import java.util.function.Supplier;

/** Says who acts: in an application, whoever is logged in. */
public final class Actor implements Supplier<String> {

    private static final ThreadLocal<String> CURRENT = ThreadLocal.withInitial(() -> "nobody");

    /** Made by the setting {@code nexs.hooks.audit-actor}. */
    public Actor() {}

    static void is(String name) {
        CURRENT.set(name);
    }

    @Override
    public String get() {
        return CURRENT.get();
    }
}
