package dev.nexs.testing.internal;

import java.nio.file.Path;

/** Makes servers. Closing it closes every server that it made. */
public interface Backend extends AutoCloseable {

    /**
     * Makes a server that is not running yet and has no data: the next call is {@link Server#initialize()} or
     * {@link Server#copyOf(Server)}.
     */
    Server create(ServerSpec spec);

    /** A new directory that is removed when the backend is closed. */
    Path newDirectory(String name);

    @Override
    void close();
}
