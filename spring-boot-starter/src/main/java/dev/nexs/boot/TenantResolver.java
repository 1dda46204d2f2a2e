package dev.nexs.boot;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Says whose request it is. A bean of this type takes the place of what {@code nexs.web.tenant} says. What it returns is
 * believed, so it has to come from where the caller cannot write it as he likes: the signed-in user, or a header that a proxy
 * of your own sets.
 */
@FunctionalInterface
public interface TenantResolver {

    /** {@return the tenant's id; empty for a request that is nobody's, which reaches no tenant's rows} */
    Optional<String> resolve(HttpServletRequest request);

    /**
     * {@return one by a description}
     *
     * @param description {@code header:NAME}, {@code host} (the first label of the host's name) or {@code principal} (the
     *     name of the signed-in user)
     * @throws IllegalArgumentException for anything else
     */
    static TenantResolver of(String description) {
        if (description.startsWith("header:") && description.length() > "header:".length()) {
            String header = description.substring("header:".length()).strip();
            return request -> Optional.ofNullable(request.getHeader(header)).filter(value -> !value.isBlank());
        }
        return switch (description) {
            case "host" ->
                request -> Optional.of(request.getServerName())
                        .filter(name -> name.indexOf('.') > 0 && !Character.isDigit(name.charAt(0)))
                        .map(name -> name.substring(0, name.indexOf('.')));
            case "principal" ->
                request -> Optional.ofNullable(request.getUserPrincipal()).map(java.security.Principal::getName);
            default ->
                throw new IllegalArgumentException(
                        "nexs.web.tenant = '" + description
                                + "' is not allowed; allowed are header:NAME, host and principal, or define a TenantResolver bean");
        };
    }
}
