package dev.nexs.orm.hooks;

import java.time.Duration;

/**
 * Figures of one hook since it was registered.
 *
 * @param name the hook's
 * @param enabled whether it is called
 * @param calls how often it was called
 * @param vetoes how often it refused
 * @param failures how often it threw
 * @param timeouts how often it was given up
 * @param drops how often it was not called because its queue was full
 * @param p50 half of its calls took no longer, within an eighth
 * @param p99 99 of 100 took no longer, within an eighth
 */
public record HookStatistics(
        String name,
        boolean enabled,
        long calls,
        long vetoes,
        long failures,
        long timeouts,
        long drops,
        Duration p50,
        Duration p99) {}
