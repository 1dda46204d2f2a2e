package dev.nexs.orm;

import dev.nexs.orm.cluster.WalPosition;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a cluster's history: whoever has seen it has seen every write that it covers. Carry it to another thread,
 * process or client, and hand it to {@link TransactionRunner#withToken} or {@link ConsistencyScope#open} there.
 *
 * <p>It is no secret and proves nothing by itself; {@link TokenCodec} makes it tamper-evident. It promises that reads
 * show the writes it covers, not that two nodes show all writes in the same order.
 *
 * @param systemIdentifier which cluster, unsigned; 0 if not known
 * @param timeline which history of that cluster, at least 1; each promotion starts a higher one
 * @param lsn byte position in its write-ahead log, unsigned
 */
public record ConsistencyToken(long systemIdentifier, int timeline, long lsn) {

    private static final Pattern FORM = Pattern.compile("n1\\.([0-9a-z]{1,13})\\.([0-9]{1,10})\\.([0-9a-f]{1,16})");
    private static final int BASE = 36;

    /** Checks the timeline. */
    public ConsistencyToken {
        if (timeline < 1) {
            throw new IllegalArgumentException("timeline is " + timeline + ", but the first one is 1");
        }
    }

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @throws IllegalArgumentException if it is no token
     */
    public static ConsistencyToken parse(CharSequence text) {
        Matcher matcher = FORM.matcher(text);
        if (matcher.matches()) {
            try {
                return new ConsistencyToken(
                        Long.parseUnsignedLong(matcher.group(1), BASE),
                        Integer.parseInt(matcher.group(2)),
                        Long.parseUnsignedLong(matcher.group(3), 16));
            } catch (IllegalArgumentException e) {
                throw malformed(text, e);
            }
        }
        throw malformed(text, null);
    }

    private static IllegalArgumentException malformed(
            CharSequence text, @org.jspecify.annotations.Nullable IllegalArgumentException cause) {
        String shown = text.length() > 60 ? text.subSequence(0, 60) + "..." : text.toString();
        return new IllegalArgumentException(
                "'" + shown.replaceAll("[^ -~]", "?")
                        + "' is no consistency token; it must look like n1.<system>.<timeline>"
                        + ".<position>, as ConsistencyToken.toString() writes it",
                cause);
    }

    /** {@return the later of both} A higher timeline is later, whatever the positions: it replaced the lower one. */
    public ConsistencyToken merge(ConsistencyToken other) {
        if (!sameSystem(other)) {
            throw new IllegalArgumentException("Tokens of different clusters cannot be merged: " + this + " and "
                    + other + "; keep one for each, as a ConsistencyScope does");
        }
        ConsistencyToken later = isLater(other) ? this : other;
        return later.systemIdentifier != 0 || systemIdentifier == other.systemIdentifier
                ? later
                : new ConsistencyToken(systemIdentifier | other.systemIdentifier, later.timeline, later.lsn);
    }

    private boolean isLater(ConsistencyToken other) {
        return timeline == other.timeline ? Long.compareUnsigned(lsn, other.lsn) >= 0 : timeline > other.timeline;
    }

    /** {@return whether both may belong to one cluster; an identifier that is not known may belong to any} */
    public boolean sameSystem(ConsistencyToken other) {
        return systemIdentifier == other.systemIdentifier || systemIdentifier == 0 || other.systemIdentifier == 0;
    }

    /** {@return whether a node that has replayed up to here shows everything that {@code other} covers} */
    public boolean covers(ConsistencyToken other) {
        return position().covers(other.position());
    }

    /** {@return the same place as the cluster package writes it} */
    public WalPosition position() {
        return new WalPosition(systemIdentifier == 0 ? null : Long.toUnsignedString(systemIdentifier), timeline, lsn);
    }

    /** {@return a text of at most 43 letters, digits and dots, fit for a header or a cookie} */
    @Override
    public String toString() {
        return "n1." + Long.toUnsignedString(systemIdentifier, BASE) + "." + timeline + "." + Long.toHexString(lsn);
    }
}
