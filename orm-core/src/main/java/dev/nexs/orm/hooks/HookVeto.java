package dev.nexs.orm.hooks;

/** Thrown by a hook before an operation to refuse it. The caller gets a {@link HookVetoException} with the hook's name. */
public final class HookVeto extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Refuses for a reason that the caller may read. */
    public HookVeto(String reason) {
        super(reason);
    }
}
