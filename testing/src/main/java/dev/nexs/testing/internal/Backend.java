package dev.nexs.testing.internal;

import java.util.Map;

/** Brings up servers. Closing it closes every server that it made. */
public interface Backend extends AutoCloseable {

    /** Creates and starts a server that has the kit's roles and an empty database. */
    Server primary(String name, Map<String, String> settings);

    @Override
    void close();
}
