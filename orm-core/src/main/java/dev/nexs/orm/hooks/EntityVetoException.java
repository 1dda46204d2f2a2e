package dev.nexs.orm.hooks;

import jakarta.persistence.PersistenceException;

/** A change of an entity that a hook has refused. */
public final class EntityVetoException extends PersistenceException {

    private static final long serialVersionUID = 1;

    private final String hook;

    /** Carries the refusal. */
    public EntityVetoException(HookVetoException veto) {
        super(veto.getMessage(), veto);
        this.hook = veto.hook();
    }

    /** {@return the hook's name} */
    public String hook() {
        return hook;
    }
}
