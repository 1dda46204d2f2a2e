package dev.nexs.testing;

import java.time.Duration;

/** A connection that is to be, or was, cut behind its COMMIT; see {@link FaultProxy#cutAfterCommitSent()}. */
public final class CommitCut {

    private final dev.nexs.testing.internal.proxy.CommitCut cut;

    CommitCut(dev.nexs.testing.internal.proxy.CommitCut cut) {
        this.cut = cut;
    }

    /** Whether a connection was cut: a test that relies on it should assert this. */
    public boolean happened() {
        return cut.isDone();
    }

    /** Waits until a connection was cut; false if none was in time. */
    public boolean await(Duration timeout) throws InterruptedException {
        return cut.await(timeout);
    }
}
