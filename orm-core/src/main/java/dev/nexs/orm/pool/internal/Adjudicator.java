package dev.nexs.orm.pool.internal;

import com.zaxxer.hikari.SQLExceptionOverride;
import dev.nexs.orm.internal.sqlstate.SqlState;
import java.sql.SQLException;
import java.util.function.Consumer;

/**
 * Decides for HikariCP which exceptions end a connection, and passes those on. HikariCP would keep a connection that
 * answered 25006 for half an hour, and would throw one away for 0A000, which in PostgreSQL is an ordinary refusal.
 */
final class Adjudicator implements SQLExceptionOverride {

    private final Consumer<SQLException> onFatal;

    Adjudicator(Consumer<SQLException> onFatal) {
        this.onFatal = onFatal;
    }

    @java.lang.Override // the interface has a type of the same name
    public Override adjudicate(SQLException exception) {
        SqlState state = SqlState.of(exception);
        if (state != null && (state.endsConnection() || state.isReadOnly())) {
            onFatal.accept(exception);
            return Override.MUST_EVICT;
        }
        return state == SqlState.FEATURE_NOT_SUPPORTED ? Override.DO_NOT_EVICT : Override.CONTINUE_EVICT;
    }
}
