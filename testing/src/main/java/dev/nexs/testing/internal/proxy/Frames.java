package dev.nexs.testing.internal.proxy;

import java.io.ByteArrayOutputStream;

/**
 * Finds the messages in one direction of a conversation, however the bytes are cut into pieces.
 *
 * <p>A message is a type byte, a length that counts itself, and a body. Bodies are kept up to {@value #KEPT} bytes: what
 * we look for stands at the beginning.
 */
final class Frames {

    /** Sees each message when its last byte has been read. */
    interface Listener {

        /**
         * A message ended.
         *
         * @param type its type byte; 0 for a message of the start-up phase, which has none
         * @param body its body, perhaps only the beginning
         * @param end the offset behind it in the piece that was given last
         * @return whether to look at the rest of that piece
         */
        boolean message(char type, byte[] body, int end);
    }

    private static final int KEPT = 1 << 16;
    private static final int LENGTH_BYTES = 4;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean typed;
    private int header;
    private char type;
    private int length;
    private int left;

    /** Whether messages start with a type byte; they do after the start-up message. */
    void typed(boolean nowTyped) {
        typed = nowTyped;
    }

    /** Reads the next piece of the stream. */
    void read(byte[] bytes, int from, int to, Listener listener) {
        int at = from;
        while (at < to) {
            if (header < headerBytes()) {
                readHeader(bytes[at++]);
            } else {
                at += readBody(bytes, at, to);
            }
            if (header == headerBytes() && left == 0 && !finish(listener, at)) {
                return;
            }
        }
    }

    private int headerBytes() {
        return typed ? 1 + LENGTH_BYTES : LENGTH_BYTES;
    }

    private void readHeader(byte next) {
        if (typed && header == 0) {
            type = (char) (next & 0xff);
        } else {
            length = (length << 8) | (next & 0xff);
        }
        if (++header == headerBytes()) {
            left = Math.max(0, length - LENGTH_BYTES);
        }
    }

    private int readBody(byte[] bytes, int at, int to) {
        int count = Math.min(left, to - at);
        body.write(bytes, at, Math.min(count, KEPT - Math.min(KEPT, body.size())));
        left -= count;
        return count;
    }

    private boolean finish(Listener listener, int end) {
        byte[] kept = body.toByteArray();
        char finished = typed ? type : 0;
        body.reset();
        header = 0;
        length = 0;
        type = 0;
        return listener.message(finished, kept, end);
    }
}
