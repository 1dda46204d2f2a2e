package dev.nexs.orm.notify;

/** How a notification of a transaction is sent. */
public enum Delivery {
    /**
     * By the transaction itself: it is sent if and only if the transaction commits. All notifying transactions of a server
     * take one lock while they commit, one after the other.
     */
    TRANSACTIONAL,
    /**
     * After COMMIT, by one connection of this process that joins what comes within few milliseconds: commits do not wait for
     * each other. If the process dies between COMMIT and sending, nobody hears of it; whoever must not miss a change reads
     * its table up now and then.
     */
    COALESCED
}
