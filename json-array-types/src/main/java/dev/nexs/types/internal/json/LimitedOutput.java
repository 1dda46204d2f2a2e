package dev.nexs.types.internal.json;

import java.io.IOException;
import java.io.OutputStream;

/** Counts what is written to it and refuses more than it was told. */
final class LimitedOutput extends OutputStream {

    private long left;

    LimitedOutput(int limit) {
        this.left = limit;
    }

    boolean isExceeded() {
        return left < 0;
    }

    @Override
    public void write(int b) throws IOException {
        count(1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        count(length);
    }

    private void count(int length) throws IOException {
        left -= length;
        if (isExceeded()) {
            throw new IOException("longer than wanted");
        }
    }
}
