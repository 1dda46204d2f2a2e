package dev.nexs.tenancy;

import org.jspecify.annotations.Nullable;

/** A tenant was refused, or something about tenants failed. */
public final class TenancyException extends RuntimeException {

    /** Why. */
    public enum Reason {
        /** No scope says who is asking. */
        NO_TENANT,
        /** There is no tenant of that name. */
        UNKNOWN,
        /** The tenant's state does not admit it. */
        STATE,
        /** Two tenants met where one is allowed. */
        MIXED,
        /** The tenant or all of them together use as much as they may. */
        LIMIT,
        /** The tenant has moved, or what was carried is older than the tenant. */
        STALE,
        /** The registry could not be read for longer than its lease. */
        REGISTRY,
        /** Something that was asked for is not allowed. */
        REFUSED,
        /** Something that was asked for failed. */
        FAILED
    }

    private final Reason reason;
    private final @Nullable String tenant;

    /** Says what happened to whom. */
    public TenancyException(Reason reason, @Nullable String tenant, String message) {
        this(reason, tenant, message, null);
    }

    /** Says what happened to whom, and what caused it. */
    public TenancyException(Reason reason, @Nullable String tenant, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.tenant = tenant;
    }

    /** {@return why} */
    public Reason reason() {
        return reason;
    }

    /** {@return which tenant it is about, if one} */
    public @Nullable String tenant() {
        return tenant;
    }
}
