package dev.nexs.orm.internal;

import dev.nexs.orm.pool.NodeAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code host}, {@code host:port} and {@code [address]:port}; blanks around them mean nothing. */
final class Hosts {

    /** What is left of a placeholder that nobody filled in, of quotation marks, or of another driver's URL. */
    private static final Pattern NEVER_IN_A_HOST = Pattern.compile("[\\s${}\"'`;#<>@\\\\|,]");

    private Hosts() {}

    static NodeAddress parse(String written, int defaultPort) {
        String text = written.strip();
        Matcher wrong = NEVER_IN_A_HOST.matcher(text);
        if (wrong.find()) {
            throw new IllegalArgumentException(
                    "the host '" + text + "' holds '" + wrong.group() + "', which no host's name does");
        }
        if (text.startsWith("/")) {
            throw new IllegalArgumentException(
                    "Unix-domain sockets are not supported by the JDBC driver; name a host and a port");
        }
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0) {
                throw new IllegalArgumentException("an IPv6 address lacks its closing bracket");
            }
            String behind = text.substring(end + 1);
            return new NodeAddress(text.substring(1, end), port(behind, defaultPort));
        }
        int colon = text.indexOf(':');
        if (colon >= 0 && text.indexOf(':', colon + 1) >= 0) {
            throw new IllegalArgumentException(
                    "the host '" + text + "' has several colons; write an IPv6 address in brackets, [::1]:5432");
        }
        String host = colon < 0 ? text : text.substring(0, colon);
        if (host.isBlank()) {
            throw new IllegalArgumentException("a host name is empty; write host:port,host:port");
        }
        return new NodeAddress(host, colon < 0 ? defaultPort : port(text.substring(colon), defaultPort));
    }

    private static int port(String behind, int defaultPort) {
        if (behind.isEmpty()) {
            return defaultPort;
        }
        try {
            if (behind.startsWith(":")) {
                return Integer.parseInt(behind.substring(1));
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("'" + behind + "' behind a host is no port; write :5432");
    }
}
