package dev.nexs.orm.bulk.internal;

/** Constants of COPY's binary format. */
final class Wire {

    /** How much is handed to the driver at once: large pieces cost few messages. */
    static final int PIECE = 1 << 16;

    /** The signature, no flags, no extension. */
    static final byte[] HEADER = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    /** Minus one field. */
    static final byte[] TRAILER = {(byte) 0xFF, (byte) 0xFF};

    private Wire() {}
}
