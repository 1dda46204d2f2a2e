package dev.nexs.testing.internal.proxy;

import java.nio.charset.StandardCharsets;

/** Follows what a server sends, to know when it has answered a COMMIT. */
final class Answers {

    private static final String COMMIT = "COMMIT";
    private static final String ROLLBACK = "ROLLBACK";

    private final Frames frames = new Frames();
    private final Handshake handshake;
    private boolean answered;

    Answers(Handshake handshake) {
        this.handshake = handshake;
        frames.typed(true);
    }

    /** Reads a piece; tells whether the end of a transaction, or an error, was reported in it. */
    boolean read(byte[] bytes, int from, int to) {
        answered = false;
        int at = from;
        if (at < to && handshake.isAnswerPending()) {
            handshake.answered(bytes[at++]);
        }
        if (!handshake.isOpaque()) {
            frames.read(bytes, at, to, this::message);
        }
        return answered;
    }

    private boolean message(char type, byte[] body, int end) {
        if (type == 'E') {
            answered = true;
        } else if (type == 'C') {
            String tag = new String(body, StandardCharsets.US_ASCII);
            answered |= tag.startsWith(COMMIT) || tag.startsWith(ROLLBACK);
        }
        return true;
    }
}
