package dev.nexs.orm.hooks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;

/** A place where hooks are called. Those of this library are constants; an application names its own by {@link #named}. */
public final class HookPoint {

    private static final List<HookPoint> OWN = new ArrayList<>();
    private static final ConcurrentMap<String, HookPoint> NAMED = new ConcurrentHashMap<>();
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9.-]{0,62}");

    /** A session of a server is about to be opened. */
    public static final HookPoint BEFORE_CONNECT = own("BEFORE_CONNECT");
    /** It was opened, or could not be. */
    public static final HookPoint AFTER_CONNECT = own("AFTER_CONNECT");
    /** A connection is about to be borrowed. */
    public static final HookPoint BEFORE_ACQUIRE = own("BEFORE_ACQUIRE");
    /** It was lent, or not. */
    public static final HookPoint AFTER_ACQUIRE = own("AFTER_ACQUIRE");
    /** A connection is about to be given back. */
    public static final HookPoint BEFORE_RELEASE = own("BEFORE_RELEASE");
    /** It was given back. */
    public static final HookPoint AFTER_RELEASE = own("AFTER_RELEASE");
    /** A statement that returns rows is about to be sent. */
    public static final HookPoint BEFORE_QUERY = own("BEFORE_QUERY");
    /** Its first rows are here, or its failure. */
    public static final HookPoint AFTER_QUERY = own("AFTER_QUERY");
    /** A statement that returns a count, or nothing, is about to be sent. */
    public static final HookPoint BEFORE_UPDATE = own("BEFORE_UPDATE");
    /** Its count is here, or its failure. */
    public static final HookPoint AFTER_UPDATE = own("AFTER_UPDATE");
    /** A batch is about to be sent. */
    public static final HookPoint BEFORE_BATCH = own("BEFORE_BATCH");
    /** Its counts are here, or its failure. */
    public static final HookPoint AFTER_BATCH = own("AFTER_BATCH");
    /** A COPY is about to begin. */
    public static final HookPoint BEFORE_COPY = own("BEFORE_COPY");
    /** It ended. */
    public static final HookPoint AFTER_COPY = own("AFTER_COPY");
    /** Auto-commit is about to be turned off: the next statement begins a transaction. */
    public static final HookPoint BEFORE_BEGIN = own("BEFORE_BEGIN");
    /** It was turned off. */
    public static final HookPoint AFTER_BEGIN = own("AFTER_BEGIN");
    /** COMMIT is about to be sent. */
    public static final HookPoint BEFORE_COMMIT = own("BEFORE_COMMIT");
    /** It was answered, or not. */
    public static final HookPoint AFTER_COMMIT = own("AFTER_COMMIT");
    /** ROLLBACK is about to be sent. */
    public static final HookPoint BEFORE_ROLLBACK = own("BEFORE_ROLLBACK");
    /** It was answered, or not. */
    public static final HookPoint AFTER_ROLLBACK = own("AFTER_ROLLBACK");
    /** A statement, a COMMIT or a borrow failed. */
    public static final HookPoint ON_ERROR = own("ON_ERROR");
    /** A unit of work is about to be run again. */
    public static final HookPoint ON_RETRY = own("ON_RETRY");
    /** Another node became primary. */
    public static final HookPoint ON_FAILOVER = own("ON_FAILOVER");
    /** An entity was loaded. */
    public static final HookPoint LOAD = own("LOAD");
    /** An entity is about to be inserted. */
    public static final HookPoint INSERT = own("INSERT");
    /** A changed entity is about to be updated. */
    public static final HookPoint UPDATE = own("UPDATE");
    /** An entity is about to be deleted. */
    public static final HookPoint DELETE = own("DELETE");

    private final String name;
    private final int index;

    private HookPoint(String name, int index) {
        this.name = name;
        this.index = index;
    }

    private static HookPoint own(String name) {
        HookPoint point = new HookPoint(name, OWN.size());
        OWN.add(point);
        return point;
    }

    /**
     * {@return the application's own point of this name, always the same one}
     *
     * @param name lower-case letters, digits, dots and dashes, at most 63, beginning with a letter
     * @throws IllegalArgumentException for any other name
     */
    public static HookPoint named(String name) {
        if (!NAME.matcher(Objects.requireNonNull(name)).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot name a hook point; allowed are lower-case letters,"
                            + " digits, dots and dashes, at most 63, beginning with a letter");
        }
        return NAMED.computeIfAbsent(name, key -> new HookPoint(key, -1));
    }

    /** {@return the points of this library, in the order of this page} */
    public static List<HookPoint> values() {
        return Collections.unmodifiableList(OWN);
    }

    /** {@return whether the operation can still be refused here} */
    public boolean mayVeto() {
        return name.startsWith("BEFORE_") || this == INSERT || this == UPDATE || this == DELETE || index < 0;
    }

    /** {@return whether this is a point of the application} */
    public boolean isCustom() {
        return index < 0;
    }

    /** {@return its place among the points of this library, or -1} */
    public int index() {
        return index;
    }

    /** {@return such as {@code BEFORE_QUERY}, or the application's name} */
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return index < 0 ? name : name.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
