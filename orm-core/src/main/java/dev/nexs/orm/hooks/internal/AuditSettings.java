package dev.nexs.orm.hooks.internal;

import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the settings say of the audit trail.
 *
 * @param isOn whether there is one
 * @param entities names of the audited entities; empty for those that are annotated
 * @param who names who acts, or nobody: then it is the database role
 */
public record AuditSettings(
        boolean isOn, Set<String> entities, @Nullable Supplier<? extends @Nullable Object> who) {

    /** No trail. */
    public static final AuditSettings OFF = new AuditSettings(false, Set.of(), null);

    /** {@return who acts now, or null} */
    public @Nullable String actor() {
        Object actor = who == null ? null : who.get();
        return actor == null ? null : actor.toString();
    }
}
