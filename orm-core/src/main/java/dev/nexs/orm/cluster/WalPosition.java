package dev.nexs.orm.cluster;

import org.jspecify.annotations.Nullable;

/**
 * A place in the write-ahead log. Positions of one timeline are ordered by LSN; those of different timelines or clusters
 * are not comparable, since a failover may have dropped what the older one holds.
 *
 * @param systemIdentifier which cluster, or null where the role may not ask (see {@code pg_control_system()})
 * @param timeline which history of that cluster; each promotion starts a higher one
 * @param lsn byte position, unsigned
 */
public record WalPosition(@Nullable String systemIdentifier, int timeline, long lsn) {

    /** {@return the LSN as PostgreSQL writes it, such as {@code 0/16B3748}} */
    public String lsnText() {
        return Long.toHexString(lsn >>> 32).toUpperCase(java.util.Locale.ROOT) + "/"
                + Long.toHexString(lsn & 0xFFFF_FFFFL).toUpperCase(java.util.Locale.ROOT);
    }

    /**
     * Whether a node that has replayed up to here shows everything up to {@code minimum}. False across timelines and
     * clusters: it may, but cannot be known to.
     */
    public boolean covers(WalPosition minimum) {
        return timeline == minimum.timeline && sameSystem(minimum) && Long.compareUnsigned(lsn, minimum.lsn) >= 0;
    }

    /** Whether both may belong to one cluster; an unknown identifier may belong to any. */
    public boolean sameSystem(WalPosition other) {
        return systemIdentifier == null
                || other.systemIdentifier == null
                || systemIdentifier.equals(other.systemIdentifier);
    }

    @Override
    public String toString() {
        return "timeline " + timeline + " at " + lsnText();
    }
}
