package dev.nexs.testing.internal.containers;

/**
 * How a server in a container is reached.
 *
 * @param host from the tests
 * @param port from the tests
 * @param peerHost from other containers
 * @param peerPort from other containers, and where the server listens
 */
record Endpoint(String host, int port, String peerHost, int peerPort) {}
