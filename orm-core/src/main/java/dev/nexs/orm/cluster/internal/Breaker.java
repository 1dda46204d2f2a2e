package dev.nexs.orm.cluster.internal;

import dev.failsafe.CircuitBreaker;
import dev.nexs.orm.cluster.ClusterSettings.BreakerSettings;
import java.util.Locale;

/**
 * A node's circuit breaker. Failsafe's breaker counts every execution; here a healthy node pays one volatile read, and
 * executions are counted from the first failure until as many successes have followed as it takes to open it.
 */
final class Breaker {

    private final CircuitBreaker<Object> breaker;
    private final int calm;
    private volatile int troubled;

    Breaker(BreakerSettings settings) {
        this.breaker = CircuitBreaker.builder()
                .withFailureThreshold(settings.failureThreshold())
                .withDelay(settings.delay())
                .withSuccessThreshold(settings.successThreshold())
                .build();
        this.calm = settings.failureThreshold() + settings.successThreshold();
    }

    /** Whether a borrower may try the node; while half-open only as many as are needed to find out. */
    boolean admits() {
        return troubled == 0 || breaker.tryAcquirePermit();
    }

    synchronized void failed() {
        breaker.recordFailure();
        troubled = calm;
    }

    void succeeded() {
        if (troubled != 0) {
            settle();
        }
    }

    private synchronized void settle() {
        breaker.recordSuccess();
        if (troubled > 0 && breaker.isClosed()) {
            troubled--;
        }
    }

    /** The node came back under new circumstances: earlier failures say nothing. */
    synchronized void reset() {
        breaker.close();
        troubled = 0;
    }

    boolean isOpen() {
        return breaker.isOpen();
    }

    String state() {
        return breaker.getState().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
