package dev.nexs.testing.internal.containers;

/** A place where commands run as an account that may run a server. */
interface Shell {

    /**
     * Runs a script.
     *
     * @return what it printed
     * @throws dev.nexs.testing.PostgresServerException if it fails, with what it printed
     */
    String run(String script);

    /** Writes a file that nobody else may read. */
    void write(String path, byte[] content);
}
