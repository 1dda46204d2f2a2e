package dev.nexs.tenancy.internal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names another database in the URL of a cluster. */
final class DatabaseUrl {

    private static final Pattern URL =
            Pattern.compile("(jdbc:postgresql|postgres(?:ql)?)://([^/?]*)(?:/([^?]*))?(\\?.*)?");

    private DatabaseUrl() {}

    static String withDatabase(String url, String database) {
        Matcher matcher = URL.matcher(url.trim());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("The URL of the cluster names no hosts, so the database '" + database
                    + "' cannot be put into it; write jdbc:postgresql://host/database");
        }
        String parameters = matcher.group(4) == null ? "" : matcher.group(4);
        return matcher.group(1) + "://" + matcher.group(2) + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8)
                + parameters;
    }
}
