package dev.nexs.softdelete.internal.hibernate.model;

import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/** What the persister of a soft-deletable entity knows about the trash: its restriction, and what a row's state says. */
public interface EntityTrash {

    /** The restriction of the hierarchy. */
    EntityMarker marker();

    /** What the loaded state says about the row: null if it is live. */
    SessionTrash.@Nullable Trashed read(Object[] state);

    /** The hidden values are not in the object, so an update carries them over from the loaded state. */
    void carryOver(Object[] values, Object @Nullable [] loaded);

    /** Whether this session has marked the row of this instance: then it is not new, although it is not managed. */
    boolean wasTrashed(Object entity, SharedSessionContractImplementor session);
}
