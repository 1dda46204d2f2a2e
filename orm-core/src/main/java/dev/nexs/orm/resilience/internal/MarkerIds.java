package dev.nexs.orm.resilience.internal;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ids of marker rows: UUIDs of version 7, which begin with the time in milliseconds. So rows are written to one end of the
 * primary key's index, and old ones are found at the other, without an index on their age.
 */
public final class MarkerIds {

    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long RANDOM_OF_HIGH = 0xFFFL;
    private static final long RANDOM_OF_LOW = 0x3FFF_FFFF_FFFF_FFFFL;

    private MarkerIds() {}

    /** {@return an id that nobody else has} */
    static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(
                        (System.currentTimeMillis() << 16) | VERSION | (random.nextLong() & RANDOM_OF_HIGH),
                        VARIANT | (random.nextLong() & RANDOM_OF_LOW))
                .toString();
    }

    /** {@return what every id of {@code millis}, the time since the epoch, or later is greater than} */
    public static String least(long millis) {
        return new UUID(millis << 16, 0).toString();
    }
}
