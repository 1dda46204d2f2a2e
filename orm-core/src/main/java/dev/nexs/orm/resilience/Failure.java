package dev.nexs.orm.resilience;

import org.jspecify.annotations.Nullable;

/**
 * A classified failure.
 *
 * @param recovery what may be done
 * @param sqlState the SQLSTATE that decided, or null if there was none
 * @param cause the exception that decided: the first failure of the transaction, not the echo of it
 * @param reason why, in a sentence
 */
public record Failure(Recovery recovery, @Nullable String sqlState, Throwable cause, String reason) {

    /** {@return whether the whole transaction may be run again} */
    public boolean isRetryable() {
        return recovery == Recovery.RETRY || recovery == Recovery.RETRY_ELSEWHERE;
    }
}
