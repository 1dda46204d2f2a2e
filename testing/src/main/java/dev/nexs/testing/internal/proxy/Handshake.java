package dev.nexs.testing.internal.proxy;

/**
 * What both directions of a conversation must know about its beginning. The client waits for the answer to an encryption
 * request, so the two never disagree.
 */
final class Handshake {

    private volatile boolean answerPending;
    private volatile boolean opaque;
    private volatile boolean started;

    void requested() {
        answerPending = true;
    }

    boolean isAnswerPending() {
        return answerPending;
    }

    /** The server's single byte: S and G mean that the rest is encrypted. */
    void answered(byte answer) {
        answerPending = false;
        if (answer == 'S' || answer == 'G') {
            opaque = true;
        }
    }

    void sessionStarts() {
        started = true;
    }

    boolean hasStarted() {
        return started;
    }

    void encrypted() {
        opaque = true;
    }

    /** Whether nothing can be read any more. */
    boolean isOpaque() {
        return opaque;
    }
}
