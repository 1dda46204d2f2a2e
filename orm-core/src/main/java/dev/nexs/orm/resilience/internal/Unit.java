package dev.nexs.orm.resilience.internal;

import org.jspecify.annotations.Nullable;

/** A unit that runs on this thread, for those inside it to join. */
final class Unit<S> {

    private static final ThreadLocal<@Nullable Unit<?>> CURRENT = new ThreadLocal<>();

    private final ConnectionSource source;
    private final SessionKind<S> kind;
    private final S session;
    private final UnitConnection connection;
    private final boolean readOnly;
    private final @Nullable Unit<?> outer;
    private @Nullable Throwable doomed;

    private Unit(ConnectionSource source, SessionKind<S> kind, S session, UnitConnection connection, boolean readOnly) {
        this.source = source;
        this.kind = kind;
        this.session = session;
        this.connection = connection;
        this.readOnly = readOnly;
        this.outer = CURRENT.get();
    }

    static <S> Unit<S> enter(
            ConnectionSource source, SessionKind<S> kind, S session, UnitConnection connection, boolean readOnly) {
        Unit<S> unit = new Unit<>(source, kind, session, connection, readOnly);
        CURRENT.set(unit);
        return unit;
    }

    void leave() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }

    /** {@return the innermost unit of this thread on the same source, or null} */
    static @Nullable Unit<?> of(ConnectionSource source) {
        Unit<?> unit = CURRENT.get();
        while (unit != null && unit.source.identity() != source.identity()) {
            unit = unit.outer;
        }
        return unit;
    }

    SessionKind<S> kind() {
        return kind;
    }

    S session() {
        return session;
    }

    UnitConnection connection() {
        return connection;
    }

    boolean isReadOnly() {
        return readOnly;
    }

    /** An inner unit failed without a savepoint: the outer one must not commit half of it. */
    void doom(Throwable failure) {
        if (doomed == null) {
            doomed = failure;
        }
    }

    /** What failed since a savepoint was undone with it. */
    void undoom() {
        doomed = null;
    }

    /** {@return the first failure of an inner unit, or null} */
    @Nullable
    Throwable doomed() {
        return doomed;
    }
}
