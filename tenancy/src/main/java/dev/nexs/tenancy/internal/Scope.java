package dev.nexs.tenancy.internal;

import dev.nexs.tenancy.TenancyException;
import org.jspecify.annotations.Nullable;

/**
 * Who is asking on this thread.
 *
 * @param tenant the tenant, or null for an administrator of all
 * @param admin the administrator's reason, or null for an ordinary scope
 * @param readOnly whether an administrator may only read
 * @param owner whose administrator it is
 */
public record Scope(
        @Nullable String tenant,
        @Nullable String admin,
        boolean readOnly,
        @Nullable Object owner) {

    /** What stands for all tenants where Hibernate wants the identifier of one. It is no name of a tenant. */
    public static final String ALL = "*";

    private static final ThreadLocal<@Nullable Scope> CURRENT = new ThreadLocal<>();

    /** Work inside a scope. */
    @FunctionalInterface
    public interface Body<T extends @Nullable Object, X extends Exception> {
        /** Does it. */
        T call() throws X;
    }

    /** An ordinary scope. */
    public static Scope of(String tenant) {
        return new Scope(tenant, null, false, null);
    }

    /** {@return this thread's innermost scope} */
    public static @Nullable Scope current() {
        return CURRENT.get();
    }

    /** {@return the scope that a task may take along} An administrator's ends with its block. */
    public static @Nullable Scope toCarry() {
        Scope scope = CURRENT.get();
        if (scope != null && scope.admin != null) {
            throw new TenancyException(
                    TenancyException.Reason.REFUSED,
                    scope.tenant,
                    "An administrator's scope (" + scope.admin
                            + ") ends with its block and cannot be carried to another"
                            + " thread; open one inside the task");
        }
        return scope;
    }

    /** Runs {@code body} in a scope, or in none, and restores the one around it. */
    public static <T extends @Nullable Object, X extends Exception> T within(@Nullable Scope scope, Body<T, X> body)
            throws X {
        Scope before = CURRENT.get();
        set(scope);
        try {
            return body.call();
        } finally {
            set(before);
        }
    }

    private static void set(@Nullable Scope scope) {
        if (scope == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(scope);
        }
    }

    /** {@return what Hibernate calls the tenant} */
    public String identifier() {
        return tenant == null ? ALL : tenant;
    }
}
