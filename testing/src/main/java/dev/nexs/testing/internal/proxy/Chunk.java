package dev.nexs.testing.internal.proxy;

/** A piece of one direction of a connection, on its way. A class, since a record compares arrays by identity. */
final class Chunk {

    /** What arrives: bytes, or one of the two ways in which a peer goes away. */
    enum Kind {
        DATA,
        END,
        RESET
    }

    private final Kind kind;
    private final byte[] bytes;
    private final long readAt = System.nanoTime();

    private Chunk(Kind kind, byte[] bytes) {
        this.kind = kind;
        this.bytes = bytes;
    }

    static Chunk data(byte[] bytes) {
        return new Chunk(Kind.DATA, bytes);
    }

    static Chunk end() {
        return new Chunk(Kind.END, new byte[0]);
    }

    static Chunk reset() {
        return new Chunk(Kind.RESET, new byte[0]);
    }

    Kind kind() {
        return kind;
    }

    byte[] bytes() {
        return bytes;
    }

    /** When it was read, by {@link System#nanoTime()}. */
    long readAt() {
        return readAt;
    }
}
