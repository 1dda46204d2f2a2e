package dev.nexs.tenancy;

import java.util.Locale;
import java.util.Set;

/** The life of a tenant. */
public enum TenantState {
    /** Being set up; a failure or a dead process ends in {@link #DROPPED}. */
    PROVISIONING,
    /** In use. */
    ACTIVE,
    /** Refused until it is activated again. */
    SUSPENDED,
    /** Kept, refused to ordinary sessions, readable by {@link Tenancy#adminOf}. */
    ARCHIVED,
    /** Being copied elsewhere: its sessions are refused for this short time, with an error that is worth a retry. */
    MOVING,
    /** Being dropped. */
    DROPPING,
    /** Gone; the name is free. */
    DROPPED;

    /** {@return whether a tenant may go from this state to that one} */
    public boolean mayBecome(TenantState next) {
        return switch (this) {
            case PROVISIONING -> Set.of(ACTIVE, DROPPED).contains(next);
            case ACTIVE -> Set.of(SUSPENDED, ARCHIVED, MOVING, DROPPING).contains(next);
            case SUSPENDED, ARCHIVED ->
                Set.of(ACTIVE, SUSPENDED, ARCHIVED, DROPPING).contains(next) && next != this;
            case MOVING -> Set.of(ACTIVE, DROPPED).contains(next);
            case DROPPING -> next == DROPPED;
            case DROPPED -> Set.of(PROVISIONING, MOVING).contains(next);
        };
    }

    /** {@return whether ordinary sessions are admitted} */
    public boolean admits() {
        return this == ACTIVE;
    }

    /** {@return the state as logs and errors write it} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
