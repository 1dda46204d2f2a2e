package dev.nexs.softdelete.internal.hibernate.model;

import org.hibernate.metamodel.mapping.ForeignKeyDescriptor;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;

/** Questions about to-one associations. */
public final class ToOnes {

    private ToOnes() {}

    /** Whether the foreign key is on the other side, as with a one-to-one that is mapped by its target. */
    public static boolean isInverse(ToOneAttributeMapping toOne) {
        return toOne.getSideNature() == ForeignKeyDescriptor.Nature.TARGET;
    }
}
