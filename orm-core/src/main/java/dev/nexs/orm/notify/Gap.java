package dev.nexs.orm.notify;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a channel may have been missed. It comes in its place among the messages: what follows it was sent after
 * listening began again, so whoever now reads its table up misses nothing.
 *
 * @param channel the channel, or the pattern that was subscribed to
 * @param reason why
 * @param last the last message before, or null if there was none
 * @param since until when it is known that nothing was missed
 * @param until when listening went on
 */
public record Gap(String channel, Reason reason, @Nullable Notification last, Instant since, Instant until) {

    /** Why messages may have been missed. */
    public enum Reason {
        /** The connection broke. */
        CONNECTION_LOST,
        /** Another node is the primary now. */
        PRIMARY_CHANGED,
        /** A sender's numbers have a hole: it had to drop messages, or they were lost on their way. */
        SEQUENCE,
        /** This subscription's queue was full. */
        OVERFLOW
    }
}
