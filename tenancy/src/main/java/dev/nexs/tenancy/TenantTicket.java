package dev.nexs.tenancy;

import dev.nexs.orm.ConsistencyToken;
import dev.nexs.tenancy.internal.TenantNames;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Carries a tenant with a message, a job or a request: who it is, since when it is where it was, and what was seen there.
 *
 * @param tenant the tenant
 * @param since the epoch at which it came to its place
 * @param token what a reader has to see, if anything
 */
public record TenantTicket(
        String tenant, long since, @Nullable ConsistencyToken token) {

    private static final Pattern FORM = Pattern.compile("t1\\.([a-z0-9_-]{1,48})\\.([0-9]{1,18})(?:\\.(n1\\..+))?");

    /** Checks the name. */
    public TenantTicket {
        TenantNames.require(tenant);
    }

    /** {@return this ticket with what a reader has to see} */
    public TenantTicket with(ConsistencyToken seen) {
        return new TenantTicket(tenant, since, seen);
    }

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @throws IllegalArgumentException if it is no ticket
     */
    public static TenantTicket parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text.replaceAll("[^ -~]", "?")
                            + "' is no tenant's ticket; it must look like t1.<tenant>.<epoch>, as TenantTicket.toString() writes it");
        }
        String token = matcher.group(3);
        return new TenantTicket(
                matcher.group(1),
                Long.parseLong(matcher.group(2)),
                token == null ? null : ConsistencyToken.parse(token));
    }

    /** {@return a text of letters, digits, dots, {@code -} and {@code _}, fit for a header} */
    @Override
    public String toString() {
        return "t1." + tenant + "." + since + (token == null ? "" : "." + token);
    }
}
