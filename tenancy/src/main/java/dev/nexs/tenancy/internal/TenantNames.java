package dev.nexs.tenancy.internal;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names of tenants, and of what belongs to them. A name is one of few characters that look like nothing else, so that it
 * is its own normal form: no two names meet in one schema by folding, trimming or cutting.
 */
public final class TenantNames {

    /** PostgreSQL cuts identifiers after this many bytes, silently. */
    static final int MOST_BYTES = 63;

    private static final int MOST_OF_ID = 48;
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9_-]*");
    private static final Set<String> RESERVED = Set.of(
            "public", "information_schema", "postgres", "template0", "template1", "nexs_tenancy", "none", "default");

    private TenantNames() {}

    /**
     * {@return the name}
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static String require(@Nullable String id) {
        if (id == null || id.isEmpty()) {
            throw new IllegalArgumentException("A tenant's name is missing; allowed is " + allowed());
        }
        int bytes = id.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_OF_ID) {
            throw new IllegalArgumentException(
                    "'" + shown(id) + "' is no tenant's name: it has " + bytes + " bytes; allowed is " + allowed());
        }
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("'" + shown(id) + "' is no tenant's name; allowed is " + allowed());
        }
        if (RESERVED.contains(id) || id.startsWith("pg_")) {
            throw new IllegalArgumentException(
                    "'" + id + "' is no tenant's name: PostgreSQL or this library uses it; choose another");
        }
        return id;
    }

    private static String allowed() {
        return "1 to " + MOST_OF_ID
                + " lower-case ASCII letters, digits, '-' and '_', beginning with a letter or digit";
    }

    private static String shown(String id) {
        String printable = id.replaceAll("[^ -~]", "?");
        return printable.length() > 60 ? printable.substring(0, 60) + "..." : printable;
    }

    /** {@return what two names that people take for each other have in common} */
    static String lookalike(String id) {
        return id.replace('-', '_')
                .replace('0', 'o')
                .replace('1', 'l')
                .replace("rn", "m")
                .toLowerCase(Locale.ROOT);
    }

    /** {@return the schema or database of a tenant} */
    static String object(String prefix, String id) {
        String name = prefix + id;
        if (name.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new IllegalArgumentException("'" + name + "' is longer than the " + MOST_BYTES
                    + " bytes of a PostgreSQL identifier; shorten nexs.tenancy.name-prefix");
        }
        return name;
    }

    /** {@return an identifier as SQL takes it} */
    public static String quoted(String identifier) {
        if (identifier.isEmpty() || identifier.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("An identifier is empty or has a NUL in it");
        }
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** {@return a text as SQL takes it, for statements that take no parameters} */
    public static String literal(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("A text has a NUL in it");
        }
        return text.indexOf('\\') >= 0
                ? " E'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
                : "'" + text.replace("'", "''") + "'";
    }
}
