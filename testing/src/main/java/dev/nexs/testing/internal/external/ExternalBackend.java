package dev.nexs.testing.internal.external;

import dev.nexs.testing.PostgresServerException;
import dev.nexs.testing.internal.Backend;
import dev.nexs.testing.internal.Server;
import dev.nexs.testing.internal.ServerSpec;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one server at {@code nexs.test.url}. */
public final class ExternalBackend implements Backend {

    private static final Logger LOG = LoggerFactory.getLogger(ExternalBackend.class);

    private final ExternalServer server;

    /** Connects to the server and makes the kit's roles on it. */
    public ExternalBackend(String version) {
        String url = System.getProperty("nexs.test.url", "");
        if (url.isEmpty()) {
            throw new PostgresServerException("nexs.test.backend is external, but nexs.test.url is not set; "
                    + "set it to a JDBC URL such as jdbc:postgresql://localhost:5432/postgres.");
        }
        server = new ExternalServer(
                url, System.getProperty("nexs.test.username", ""), System.getProperty("nexs.test.password", ""));
        String wantedMajor = version.replaceAll("\\..*", "");
        if (!wantedMajor.isEmpty() && !wantedMajor.equals(Integer.toString(server.majorVersion()))) {
            server.close();
            throw new PostgresServerException("The test wants PostgreSQL " + version + ", but the external server at "
                    + server.host() + ":" + server.port() + " has version " + server.majorVersion() + ".");
        }
    }

    @Override
    public Server create(ServerSpec spec) {
        for (Map.Entry<String, String> setting : spec.settings().entrySet()) {
            LOG.warn(
                    "{} = {} is not set on the external server: its settings are not ours",
                    setting.getKey(),
                    setting.getValue());
        }
        return server;
    }

    @Override
    public Path newDirectory(String name) {
        throw new UnsupportedOperationException("An external server needs no directory");
    }

    @Override
    public void close() {
        server.close();
    }
}
