package dev.nexs.orm.internal;

import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.pool.NodeAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes apart {@code jdbc:postgresql:} URLs and libpq's {@code postgres://} URIs. Both may name several hosts, IPv6
 * addresses in brackets and percent-encoded parts. No message repeats the URL, since it may hold a password.
 */
final class UrlParser {

    private static final String JDBC = "jdbc:postgresql:";
    private static final List<String> LIBPQ = List.of("postgresql://", "postgres://");
    static final String FORMS =
            "jdbc:postgresql://host:port,host:port/database or postgres://user:password@host,host/database";

    private final boolean jdbc;
    private final Map<String, Object> settings = new LinkedHashMap<>();
    private final UrlParameters parameters;

    private UrlParser(boolean jdbc) {
        this.jdbc = jdbc;
        this.parameters = new UrlParameters(jdbc, settings);
    }

    /**
     * Takes a URL apart.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static ServerUrl parse(String url) {
        if (url.startsWith(JDBC)) {
            return new UrlParser(true).parseRest(url.substring(JDBC.length()));
        }
        for (String scheme : LIBPQ) {
            if (url.startsWith(scheme)) {
                return new UrlParser(false).parseRest(url.substring(scheme.length() - 2));
            }
        }
        throw new IllegalArgumentException("the scheme is not PostgreSQL's");
    }

    private ServerUrl parseRest(String rest) {
        int question = rest.indexOf('?');
        String path = question < 0 ? rest : rest.substring(0, question);
        String hosts = "";
        if (path.startsWith("//")) {
            int slash = path.indexOf('/', 2);
            String authority = slash < 0 ? path.substring(2) : path.substring(2, slash);
            path = slash < 0 ? "" : path.substring(slash + 1);
            requireEncoded(authority, path, question < 0 ? "" : rest.substring(question));
            hosts = readUser(authority);
        } else if (path.startsWith("/")) {
            path = path.substring(1);
        }
        if (question >= 0) {
            readParameters(rest.substring(question + 1));
        }
        String database = path.isEmpty() ? parameters.database() : decode(path);
        return new ServerUrl(nodes(hosts), database, settings, parameters.driver(), parameters.ignored());
    }

    /** A bare slash in a password would make one half of it a host and the other a database, both shown everywhere. */
    private static void requireEncoded(String authority, String path, String query) {
        boolean cutBySlash = path.indexOf('@') >= 0;
        boolean cutByQuestionMark = query.indexOf('@') >= 0 && !authority.matches("[^:]*|.*(@.*|:\\d*|\\])");
        if (cutBySlash || cutByQuestionMark) {
            throw new IllegalArgumentException(
                    "an '@' stands behind the '/' or '?' that ends the hosts; in user, password"
                            + " and database write %2F for '/', %3F for '?' and %40 for '@'");
        }
    }

    private String readUser(String authority) {
        int at = authority.lastIndexOf('@');
        if (at < 0) {
            return authority;
        }
        String user = authority.substring(0, at);
        int colon = user.indexOf(':');
        put(NexsSettings.USERNAME, decode(colon < 0 ? user : user.substring(0, colon)));
        if (colon >= 0) {
            put(NexsSettings.PASSWORD, decode(user.substring(colon + 1)));
        }
        return authority.substring(at + 1);
    }

    private void put(String name, String value) {
        if (!value.isEmpty()) {
            settings.put(name, value);
        }
    }

    private void readParameters(String query) {
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("each parameter behind '?' has the form name=value");
            }
            parameters.accept(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
        }
    }

    private List<NodeAddress> nodes(String hosts) {
        List<String> names = new ArrayList<>();
        for (String host : (hosts.isEmpty() ? parameters.hosts() : hosts).split(",", -1)) {
            names.add(decode(host));
        }
        List<NodeAddress> nodes = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            NodeAddress node = Hosts.parse(names.get(i), parameters.port(i, names.size()));
            if (nodes.contains(node)) {
                throw new IllegalArgumentException("it names the host " + node + " twice");
            }
            nodes.add(node);
        }
        return nodes;
    }

    /** libpq leaves a plus sign alone; the JDBC driver reads it as a blank. */
    private String decode(String text) {
        try {
            return URLDecoder.decode(jdbc ? text : text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a percent sign is not followed by two hexadecimal digits; write %25");
        }
    }
}
