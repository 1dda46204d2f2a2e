package dev.nexs.orm.internal;

import static java.util.Map.entry;

import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.pool.NodeAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.postgresql.PGProperty;

/**
 * What stands behind the question mark of a URL. What is a setting of ours becomes that setting; what only makes sense
 * without discovery of roles is ignored and said; the rest goes to the driver if the driver knows it. Unlike the
 * driver, this refuses a name that nobody knows: a misspelt {@code sslmode} must not open a plain connection.
 */
final class UrlParameters {

    /** Both pgjdbc's and libpq's names, where they mean the same. */
    private static final Map<String, String> OURS = Map.ofEntries(
            entry("user", NexsSettings.USERNAME),
            entry("password", NexsSettings.PASSWORD),
            entry("sslmode", NexsSettings.TLS_MODE),
            entry("sslrootcert", NexsSettings.TLS_ROOT_CERT),
            entry("sslcert", NexsSettings.TLS_CERT),
            entry("sslkey", NexsSettings.TLS_KEY),
            entry("sslpassword", NexsSettings.TLS_KEY_PASSWORD),
            entry("sslNegotiation", NexsSettings.TLS_NEGOTIATION),
            entry("sslnegotiation", NexsSettings.TLS_NEGOTIATION),
            entry("channelBinding", NexsSettings.TLS_CHANNEL_BINDING),
            entry("channel_binding", NexsSettings.TLS_CHANNEL_BINDING),
            entry("ApplicationName", NexsSettings.APPLICATION_NAME),
            entry("application_name", NexsSettings.APPLICATION_NAME));

    /** Whole seconds in both worlds. */
    private static final Map<String, String> SECONDS = Map.of(
            "connectTimeout", NexsSettings.CONNECT_TIMEOUT,
            "connect_timeout", NexsSettings.CONNECT_TIMEOUT,
            "socketTimeout", NexsSettings.SOCKET_TIMEOUT);

    private static final Map<String, String> FLAGS =
            Map.of("tcpKeepAlive", NexsSettings.TCP_KEEP_ALIVE, "keepalives", NexsSettings.TCP_KEEP_ALIVE);

    /** libpq's names for what pgjdbc calls otherwise. */
    private static final Map<String, String> DRIVER = Map.of(
            "gssencmode", "gssEncMode",
            "krbsrvname", "kerberosServerName",
            "require_auth", "requireAuth",
            "options", "options");

    private static final Set<String> IGNORED = Set.of(
            "targetServerType",
            "loadBalanceHosts",
            "hostRecheckSeconds",
            "target_session_attrs",
            "load_balance_hosts",
            "client_encoding",
            "fallback_application_name",
            "keepalives_idle",
            "keepalives_interval",
            "keepalives_count",
            "tcp_user_timeout");

    private final boolean jdbc;
    private final Map<String, Object> settings;
    private final Map<String, String> driver = new LinkedHashMap<>();
    private final List<String> ignored = new ArrayList<>();
    private String hosts = "localhost";
    private String ports = String.valueOf(NodeAddress.DEFAULT_PORT);
    private String database = "";

    UrlParameters(boolean jdbc, Map<String, Object> settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    void accept(String name, String value) {
        if (OURS.containsKey(name)) {
            put(OURS.get(name), value);
        } else if (SECONDS.containsKey(name)) {
            put(SECONDS.get(name), value + "s");
        } else if (FLAGS.containsKey(name)) {
            put(FLAGS.get(name), value.equals("1") ? "true" : value.equals("0") ? "false" : value);
        } else if (name.equals("ssl")) {
            acceptSsl(value);
        } else if (IGNORED.contains(name)) {
            ignored.add(name);
        } else if (DRIVER.containsKey(name)) {
            driver.put(DRIVER.get(name), value);
        } else if (!acceptPlace(name, value)) {
            acceptDriver(name, value);
        }
    }

    private void put(String setting, String value) {
        boolean systemTrust = setting.equals(NexsSettings.TLS_ROOT_CERT) && value.equals("system");
        if (!systemTrust) {
            settings.put(setting, value);
        }
    }

    /** A bare {@code ssl=true} means verify-full to the driver. */
    private void acceptSsl(String value) {
        if (value.isEmpty() || value.equals("true")) {
            settings.putIfAbsent(NexsSettings.TLS_MODE, "verify-full");
        } else if (value.equals("false")) {
            settings.putIfAbsent(NexsSettings.TLS_MODE, "prefer");
        } else {
            throw new IllegalArgumentException("the parameter ssl is neither true nor false");
        }
    }

    private boolean acceptPlace(String name, String value) {
        switch (name) {
            case "host", "PGHOST" -> hosts = value;
            case "port", "PGPORT" -> ports = value;
            case "dbname", "PGDBNAME" -> database = value;
            default -> {
                return false;
            }
        }
        return true;
    }

    private void acceptDriver(String name, String value) {
        PGProperty known = PGProperty.forName(name);
        if (known == null) {
            throw new IllegalArgumentException("the parameter '" + name + "' is unknown"
                    + Names.nearest(name, knownNames())
                            .map(near -> "; did you mean '" + near + "'?")
                            .orElse(""));
        }
        driver.put(known.getName(), value);
    }

    private Set<String> knownNames() {
        Set<String> names = new TreeSet<>(OURS.keySet());
        names.addAll(SECONDS.keySet());
        names.addAll(FLAGS.keySet());
        if (!jdbc) {
            names.addAll(DRIVER.keySet());
        }
        for (PGProperty property : PGProperty.values()) {
            names.add(property.getName());
        }
        return names;
    }

    String hosts() {
        return hosts;
    }

    /** libpq's rule: one port for all hosts, or one for each. */
    int port(int index, int hostCount) {
        String[] all = ports.split(",", -1);
        if (all.length != 1 && all.length != hostCount) {
            throw new IllegalArgumentException(
                    "the parameter port names " + all.length + " ports for " + hostCount + " hosts");
        }
        try {
            return Integer.parseInt(all[all.length == 1 ? 0 : index].trim());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the parameter port holds no number");
        }
    }

    String database() {
        return database;
    }

    Map<String, String> driver() {
        return driver;
    }

    List<String> ignored() {
        return ignored;
    }
}
