package dev.nexs.testing.internal;

/** Whether a server speaks TLS. */
public enum Tls {
    /** It does not. */
    OFF,

    /** It does if the client wants. */
    OFFERED,

    /** It lets nobody in without. */
    REQUIRED
}
