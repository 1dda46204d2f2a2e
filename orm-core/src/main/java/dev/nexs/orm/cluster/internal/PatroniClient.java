package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.pool.NodeAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads {@code GET /cluster} of Patroni's REST interface. Needs Jackson, which is an optional dependency. */
final class PatroniClient {

    private final int timeoutMillis;
    private final JsonMapper json;

    PatroniClient(Duration timeout) {
        this.timeoutMillis = (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE);
        this.json = JsonMapper.shared();
    }

    /** {@return who holds the leader lock, or null when nobody does} */
    @Nullable
    Leader leader(URI endpoint) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) endpoint.resolve("/cluster").toURL().openConnection();
        connection.setConnectTimeout(timeoutMillis);
        connection.setReadTimeout(timeoutMillis);
        try (InputStream body = connection.getInputStream()) {
            return read(json.readTree(body));
        } catch (JacksonException e) {
            throw new IOException(endpoint + " did not answer with Patroni's description of a cluster", e);
        } finally {
            connection.disconnect();
        }
    }

    private static @Nullable Leader read(JsonNode cluster) {
        for (JsonNode member : cluster.path("members")) {
            String role = member.path("role").asString("");
            if (role.equals("leader") || role.equals("master") || role.equals("primary")) {
                return new Leader(
                        member.path("host").asString(""), member.path("port").asInt(NodeAddress.DEFAULT_PORT));
            }
        }
        return null;
    }

    /**
     * The leader's address as Patroni knows it.
     *
     * @param host its host, often another name for the one in the URL
     * @param port its port
     */
    record Leader(String host, int port) {

        boolean isAt(NodeAddress node) {
            return port == node.port() && (host.equalsIgnoreCase(node.host()) || sameAddress(host, node.host()));
        }

        private static boolean sameAddress(String one, String other) {
            try {
                return InetAddress.getByName(one).equals(InetAddress.getByName(other));
            } catch (UnknownHostException e) {
                return false;
            }
        }
    }
}
