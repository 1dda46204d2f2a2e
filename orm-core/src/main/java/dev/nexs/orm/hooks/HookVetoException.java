package dev.nexs.orm.hooks;

import java.sql.SQLException;

/**
 * An operation that a hook has refused; nothing was sent. SQLSTATE {@value #SQL_STATE}, which nobody retries. Hibernate wraps
 * it as it wraps every {@code SQLException}.
 */
public final class HookVetoException extends SQLException {

    /** A state of this library's own. */
    public static final String SQL_STATE = "NX001";

    private static final long serialVersionUID = 1;

    private final String hook;

    /** Names the hook and its reason. */
    public HookVetoException(String hook, HookPoint point, String reason, Throwable cause) {
        super("Hook '" + hook + "' refused this at " + point + ": " + reason, SQL_STATE, cause);
        this.hook = hook;
    }

    /** {@return the hook's name} */
    public String hook() {
        return hook;
    }
}
