package dev.nexs.testing.internal;

import java.util.Map;

/** Makes servers. Closing it closes every server that it made. */
public interface Backend extends AutoCloseable {

    /**
     * Makes a server that is not running yet and has no data: the next call is {@link Server#initialize()} or
     * {@link Server#copyOf(Server)}.
     *
     * @param name what the server is called in logs and messages, and as a standby
     * @param settings server settings on top of the kit's own
     */
    Server create(String name, Map<String, String> settings);

    @Override
    void close();
}
