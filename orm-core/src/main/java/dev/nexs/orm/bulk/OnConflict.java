package dev.nexs.orm.bulk;

/** What an upsert does with a row that is there already. */
public enum OnConflict {
    /** Takes over what was given, where it differs. */
    UPDATE,
    /** Leaves it as it is. */
    IGNORE
}
