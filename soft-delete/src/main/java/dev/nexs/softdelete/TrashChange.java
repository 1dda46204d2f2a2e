package dev.nexs.softdelete;

import java.util.List;

/**
 * What a committed transaction did to the rows of one entity.
 *
 * @param kind what happened to them
 * @param entityName the entity
 * @param ids their ids; empty where a bulk statement did it, which does not know them
 * @param rows how many there were
 */
public record TrashChange(Kind kind, String entityName, List<Object> ids, long rows) {

    /** What can happen to a row. */
    public enum Kind {

        /** It went to the trash. */
        TRASHED,

        /** It came back. */
        RESTORED,

        /** It was deleted physically, by a forced deletion or a purge. */
        DELETED
    }
}
