package dev.nexs.orm.notify;

/** A handler's place at a channel. Thread-safe. */
public interface Subscription extends AutoCloseable {

    /** {@return figures since it began} */
    Statistics statistics();

    /** Ends it. A handler that is at work is not interrupted; what is in the queue is dropped. */
    @Override
    void close();

    /**
     * Figures of one subscription.
     *
     * @param received messages
     * @param handled messages whose handler returned
     * @param failed messages whose handler threw
     * @param timedOut handlers that were interrupted because they took too long; they count as failed as well
     * @param dropped messages that found the queue full
     * @param gaps how often messages may have been missed
     * @param queued messages that wait for the handler
     */
    record Statistics(long received, long handled, long failed, long timedOut, long dropped, long gaps, int queued) {}
}
