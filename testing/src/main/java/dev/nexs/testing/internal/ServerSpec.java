package dev.nexs.testing.internal;

import java.util.Map;

/**
 * What a server is to be.
 *
 * @param name what it is called in logs and messages, and as a standby
 * @param settings server settings on top of the kit's own
 * @param tls whether it speaks TLS; if so, it needs {@link Server#useCertificate} before it starts
 */
public record ServerSpec(String name, Map<String, String> settings, Tls tls) {}
