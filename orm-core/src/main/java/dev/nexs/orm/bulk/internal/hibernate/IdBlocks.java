package dev.nexs.orm.bulk.internal.hibernate;

import dev.nexs.orm.bulk.internal.Units;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Takes ids from a sequence, many in one round trip, in the way in which Hibernate's optimizer reads its values: so that
 * both can take from it at once. Used by one thread.
 */
final class IdBlocks {

    private static final int IDS_AT_ONCE = 20_000;

    private final Units units;
    private final String sequence;
    private final int perValue;
    private final boolean valueIsLast;
    private final long expected;
    private long[] values = new long[0];
    private int block;
    private long next;
    private long last = -1;
    private long taken;

    /**
     * Ids of a sequence.
     *
     * @param sequence as it is written in SQL
     * @param perValue how many ids each of its values stands for
     * @param valueIsLast whether the value is the last of them, else the first
     * @param expected how many will be taken, or -1
     */
    IdBlocks(Units units, String sequence, int perValue, boolean valueIsLast, long expected) {
        this.units = units;
        this.sequence = sequence;
        this.perValue = perValue;
        this.valueIsLast = valueIsLast;
        this.expected = expected;
    }

    long next() {
        if (last < 0 || next > last) {
            nextBlock();
        }
        taken++;
        return next++;
    }

    private void nextBlock() {
        do {
            if (block == values.length) {
                values = fetch();
                block = 0;
            }
            long value = values[block++];
            next = Math.max(1, valueIsLast ? value - perValue + 1 : value);
            last = valueIsLast ? value : value + perValue - 1;
        } while (next > last);
    }

    private long[] fetch() {
        long wanted = expected < 0 ? IDS_AT_ONCE : Math.max(1, Math.min(IDS_AT_ONCE, expected - taken));
        int count = (int) Math.max(1, (wanted + perValue - 1) / perValue);
        try {
            return units.write(options -> {}, connection -> {
                long[] fetched = new long[count];
                try (PreparedStatement query = connection.prepareStatement(
                        "SELECT pg_catalog.nextval(?::regclass) FROM pg_catalog.generate_series(1, ?)")) {
                    query.setString(1, sequence);
                    query.setInt(2, count);
                    try (ResultSet row = query.executeQuery()) {
                        for (int i = 0; row.next(); i++) {
                            fetched[i] = row.getLong(1);
                        }
                    }
                }
                return fetched;
            });
        } catch (SQLException e) {
            throw new dev.nexs.orm.bulk.BulkException(
                    "No ids could be had from sequence " + sequence + ": " + e.getMessage(), e);
        }
    }
}
