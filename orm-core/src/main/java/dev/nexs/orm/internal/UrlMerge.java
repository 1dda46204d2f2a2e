package dev.nexs.orm.internal;

import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.pool.NodeAddress;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Joins the hosts of several URLs of one database into one URL. */
final class UrlMerge {

    private UrlMerge() {}

    /**
     * Adds hosts to a URL.
     *
     * @param url whose user, database and parameters stay
     * @param others URLs of the same database, separated by a blank or by a comma before their scheme
     * @throws IllegalArgumentException when a URL cannot be read or says something else than the first
     */
    static String addHosts(String url, String others) {
        ServerUrl first = UrlParser.parse(url);
        Set<NodeAddress> nodes = new LinkedHashSet<>(first.nodes());
        for (String other : others.split("[,\\s]+(?=postgres|jdbc:)")) {
            ServerUrl parsed = UrlParser.parse(other);
            requireSame(first, parsed);
            nodes.addAll(parsed.nodes());
        }
        String hosts = nodes.stream().map(node -> node.id().replace("%", "%25")).collect(Collectors.joining(","));
        return replaceHosts(url, hosts);
    }

    private static void requireSame(ServerUrl first, ServerUrl other) {
        if (!first.database().equals(other.database())) {
            throw new IllegalArgumentException("they name the databases '" + first.database() + "' and '"
                    + other.database() + "'; replicas have the same one");
        }
        for (String name : new String[] {NexsSettings.USERNAME, NexsSettings.PASSWORD}) {
            if (!Objects.equals(first.settings().get(name), other.settings().get(name))) {
                throw new IllegalArgumentException(
                        "they name different users or passwords; a replica that is promoted must accept the primary's");
            }
        }
    }

    private static String replaceHosts(String url, String hosts) {
        int start = url.indexOf("://");
        if (start < 0) {
            throw new IllegalArgumentException("write the first as " + UrlParser.FORMS);
        }
        int end = start + 3;
        while (end < url.length() && url.charAt(end) != '/' && url.charAt(end) != '?') {
            end++;
        }
        int at = url.substring(start + 3, end).lastIndexOf('@');
        return url.substring(0, start + 3 + at + 1) + hosts + url.substring(end);
    }
}
