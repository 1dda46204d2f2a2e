package dev.nexs.orm.pool.internal;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.function.Consumer;

/**
 * Decides for HikariCP which exceptions end a connection, and passes those on. HikariCP would keep a connection that
 * answered 25006 for half an hour, and would throw one away for 0A000, which in PostgreSQL is an ordinary refusal.
 */
final class Adjudicator implements SQLExceptionOverride {

    private static final String NOT_SUPPORTED = "0A000";

    private final Consumer<SQLException> onFatal;

    Adjudicator(Consumer<SQLException> onFatal) {
        this.onFatal = onFatal;
    }

    @java.lang.Override // the interface has a type of the same name
    public Override adjudicate(SQLException exception) {
        String state = exception.getSQLState();
        if (SqlStates.isFatal(state)) {
            onFatal.accept(exception);
            return Override.MUST_EVICT;
        }
        return NOT_SUPPORTED.equals(state) ? Override.DO_NOT_EVICT : Override.CONTINUE_EVICT;
    }
}
