package dev.nexs.orm.routing.internal;

import dev.nexs.orm.ReadPreference;

/** What a replica cannot do: it refuses every query of a serializable transaction. */
public final class HotStandby {

    private HotStandby() {}

    /** {@return where serializable transactions read that want to read so: on the primary, unless they insist} */
    public static ReadPreference serializable(ReadPreference wanted) {
        return wanted == ReadPreference.SECONDARY ? wanted : ReadPreference.PRIMARY;
    }

    /** {@return where a connection leads that was set so} */
    public static ReadPreference preference(boolean readOnly, boolean serializable, ReadPreference wanted) {
        if (!readOnly) {
            return ReadPreference.PRIMARY;
        }
        return serializable ? serializable(wanted) : wanted;
    }
}
