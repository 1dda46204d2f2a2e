package dev.nexs.boot;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a browser, or another service, carries what it has seen from one request to the next.
 *
 * @param consistency what is carried: nothing, what requests have written, or what they have read as well, which asks the
 *     nodes that were read from how far they are
 * @param carrier a cookie, or a header that the caller sends back
 * @param name of the cookie or header
 * @param secure whether the cookie is for HTTPS only
 */
@ConfigurationProperties("nexs.web")
record WebSettings(
        @DefaultValue("writes") Consistency consistency,
        @DefaultValue("cookie") Carrier carrier,
        @DefaultValue("nexs-consistency") String name,
        @DefaultValue("true") boolean secure) {

    static final String PREFIX = "nexs.web.";

    enum Consistency {
        OFF,
        WRITES,
        ALL
    }

    enum Carrier {
        COOKIE,
        HEADER
    }
}
