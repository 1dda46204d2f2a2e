package dev.nexs.orm.notify;

/** What happens to a message when its handler's queue is full. */
public enum Overflow {
    /** Receiving waits, for all channels; the server keeps what comes, in a queue that all its databases share. */
    WAIT,
    /** The new message is dropped, and a {@link Gap} follows. */
    DROP_NEWEST,
    /** The oldest message in the queue is dropped, and a {@link Gap} stands in its place. */
    DROP_OLDEST
}
