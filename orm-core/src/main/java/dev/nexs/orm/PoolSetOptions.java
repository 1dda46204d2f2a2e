package dev.nexs.orm;

import com.zaxxer.hikari.HikariCredentialsProvider;
import dev.nexs.orm.cluster.internal.PoolSet.Rest;
import dev.nexs.orm.internal.NexsConfiguration;
import dev.nexs.orm.pool.internal.CredentialsSource;
import dev.nexs.orm.pool.internal.DriverSettings;
import dev.nexs.orm.pool.internal.HikariNodeConnections;
import dev.nexs.orm.pool.internal.PoolSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What another set of pools has of its own: see {@link NexsDataSource#poolSet}. What is not said here is as in the datasource
 * that the set is opened over. Not thread-safe.
 *
 * <p>Schema, role and parameters are told to the server when a connection is opened and are its session's defaults, so that
 * {@code RESET ALL} and {@code DISCARD ALL} go back to them. A pooler before the server has to pass them on; PgBouncer does
 * only for what its {@code track_extra_parameters} or {@code ignore_startup_parameters} name.
 */
public final class PoolSetOptions {

    private static final String NAME = "[A-Za-z0-9_.-]{1,100}";
    private static final String PARAMETER = "[a-zA-Z_][a-zA-Z0-9_.]{0,62}";
    private static final Duration LEAST_REST = Duration.ofMillis(100);

    private final String name;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, String> parameters = new TreeMap<>();
    private @Nullable String username;
    private @Nullable String password;
    private @Nullable HikariCredentialsProvider credentials;
    private @Nullable String applicationName;
    private @Nullable Integer maximumSize;
    private int minimumIdle;
    private @Nullable Duration connectionTimeout;
    private Duration closeWhenIdle = Duration.ofMinutes(10);

    PoolSetOptions(String name) {
        this.name = name;
        if (!name.matches(NAME)) {
            problem("name", name, "letters, digits, '_', '.' and '-', up to 100 of them");
        }
    }

    /** Logs in as someone else. */
    public PoolSetOptions login(String user, String secret) {
        this.username = user;
        this.password = secret;
        return this;
    }

    /** Logs in with what {@code provider} says each time a connection is opened. */
    public PoolSetOptions credentialsProvider(HikariCredentialsProvider provider) {
        this.credentials = provider;
        return this;
    }

    /** What the server shows as {@code application_name}. Default the datasource's. */
    public PoolSetOptions applicationName(String shown) {
        this.applicationName = shown;
        return this;
    }

    /** Most connections to one node. Default the datasource's. */
    public PoolSetOptions maximumSize(int connections) {
        if (connections < 1 || connections > 10_000) {
            problem("maximumSize", connections, "1 to 10000");
        }
        this.maximumSize = connections;
        return this;
    }

    /** Connections that a pool keeps ready while it is open. Default 0. */
    public PoolSetOptions minimumIdle(int connections) {
        if (connections < 0 || connections > 10_000) {
            problem("minimumIdle", connections, "0 to 10000");
        }
        this.minimumIdle = connections;
        return this;
    }

    /** How long a borrower waits. Default the datasource's. */
    public PoolSetOptions connectionTimeout(Duration timeout) {
        if (timeout.compareTo(Duration.ofMillis(250)) < 0) {
            problem("connectionTimeout", timeout, "250 ms or more");
        }
        this.connectionTimeout = timeout;
        return this;
    }

    /** Closes a node's pool when nobody has borrowed from it for so long. Default ten minutes; zero never. */
    public PoolSetOptions closeWhenIdle(Duration time) {
        if (!time.isZero() && time.compareTo(LEAST_REST) < 0) {
            problem("closeWhenIdle", time, "zero, or " + LEAST_REST.toMillis() + " ms or more");
        }
        this.closeWhenIdle = time;
        return this;
    }

    /** The session's {@code search_path}: names of schemas, to the letter, the first of them the one that is written to. */
    public PoolSetOptions schema(String... schemas) {
        if (schemas.length == 0 || Stream.of(schemas).anyMatch(String::isBlank)) {
            problem("schema", List.of(schemas), "one name or more, none of them blank");
        }
        return parameter(
                "search_path", Stream.of(schemas).map(PoolSetOptions::quoted).collect(Collectors.joining(", ")));
    }

    /** The session's role, to the letter, which the login has to be a member of. */
    public PoolSetOptions role(String role) {
        if (role.isBlank()) {
            problem("role", role, "a name");
        }
        return parameter("role", role);
    }

    /** A parameter of the server as the session's default, such as {@code statement_timeout}. */
    public PoolSetOptions parameter(String parameter, String value) {
        if (!parameter.matches(PARAMETER)) {
            problem("parameter", parameter, "the name of a parameter of the server, such as statement_timeout");
        }
        if (value.indexOf('\0') >= 0) {
            problem("parameter " + parameter, "a text with a zero byte", "any other text");
        }
        parameters.put(parameter, value);
        return this;
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    private void problem(String option, Object value, String allowed) {
        problems.add("pool set '" + name + "': " + option + " = '" + value + "' is not allowed; allowed is " + allowed);
    }

    NexsConfiguration configuration(NexsConfiguration from, HikariNodeConnections connections) {
        check(connections.settings());
        return new NexsConfiguration(
                from.nodes(),
                from.credentials(),
                driver(from.driver()),
                from.tls(),
                pool(from.pool()),
                Map.of(),
                from.values());
    }

    private void check(PoolSettings datasource) {
        if (credentials != null && username != null) {
            problems.add("pool set '" + name + "': login and credentialsProvider are both set; keep one of them");
        }
        int most = maximumSize == null ? datasource.maximumSize() : maximumSize;
        if (minimumIdle > most) {
            problem("minimumIdle", minimumIdle, "at most maximumSize, which is " + most);
        }
        if (datasource.budget() > 0 && minimumIdle + datasource.minimumIdle() > datasource.budget()) {
            problem(
                    "minimumIdle",
                    minimumIdle,
                    "what nexs.pool.budget leaves beside the datasource's own nexs.pool.minimum-idle, which is "
                            + Math.max(0, datasource.budget() - datasource.minimumIdle()));
        }
        if (!problems.isEmpty()) {
            throw new NexsConfigurationException(problems);
        }
    }

    private DriverSettings driver(DriverSettings from) {
        Map<String, String> properties = new HashMap<>(from.properties());
        if (!parameters.isEmpty()) {
            StringJoiner options = new StringJoiner(" ");
            String before = properties.get("options");
            if (before != null) {
                options.add(before);
            }
            parameters.forEach((parameter, value) -> options.add("-c " + parameter + "=" + escaped(value)));
            properties.put("options", options.toString());
        }
        return new DriverSettings(
                from.database(),
                applicationName == null ? from.applicationName() : applicationName,
                from.connectTimeout(),
                from.socketTimeout(),
                from.tcpKeepAlive(),
                properties);
    }

    /** The server splits options at blanks, unless a backslash stands before them. */
    private static String escaped(String value) {
        return value.replaceAll("([\\\\\\s])", "\\\\$1");
    }

    private PoolSettings pool(PoolSettings from) {
        return new PoolSettings(
                maximumSize == null ? from.maximumSize() : maximumSize,
                maximumSize == null ? from.replicaMaximumSize() : maximumSize,
                minimumIdle,
                connectionTimeout == null ? from.connectionTimeout() : connectionTimeout,
                from.maxLifetime(),
                from.idleTimeout(),
                from.keepalive(),
                from.leakDetection(),
                false,
                from.drainTimeout(),
                from.budget(),
                from.hikari());
    }

    HikariNodeConnections connections(NexsConfiguration configuration, HikariNodeConnections from) {
        CredentialsSource login = null;
        if (credentials != null) {
            login = CredentialsSource.provider(null, credentials);
        } else if (username != null) {
            login = CredentialsSource.fixed(username, password);
        }
        return from.another(name, login, configuration.driver(), configuration.pool());
    }

    @Nullable
    Rest rest(HikariNodeConnections connections) {
        return closeWhenIdle.isZero() ? null : new Rest(closeWhenIdle, connections.housekeepers());
    }
}
