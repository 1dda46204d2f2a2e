package dev.nexs.orm.pool.internal;

import com.zaxxer.hikari.SQLExceptionOverride;
import dev.nexs.orm.internal.sqlstate.SqlState;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Decides for HikariCP which exceptions end a connection, and passes those on. HikariCP would keep a connection that
 * answered 25006 for half an hour, and would throw one away for 0A000, which in PostgreSQL is an ordinary refusal.
 *
 * <p>25006 is no reason where the server says with every log-in whether it is a standby: a session of a primary never
 * becomes one of a standby, and a pool never lends one that does not fit its node's role. So the write was sent where none
 * is allowed, by mistake, and the connection is as good as before.
 */
final class EvictionRule implements SQLExceptionOverride {

    private final Consumer<SQLException> onFatal;
    private final BooleanSupplier rolesAreTold;

    /**
     * A pool's rule.
     *
     * @param onFatal told of each exception that ends a connection
     * @param rolesAreTold whether the pool's connections say whether they lead to a standby
     */
    EvictionRule(Consumer<SQLException> onFatal, BooleanSupplier rolesAreTold) {
        this.onFatal = onFatal;
        this.rolesAreTold = rolesAreTold;
    }

    @java.lang.Override // the interface has a type of the same name
    public Override adjudicate(SQLException exception) {
        SqlState state = SqlState.of(exception);
        if (state != null && state.isReadOnly() && rolesAreTold.getAsBoolean()) {
            return Override.DO_NOT_EVICT;
        }
        if (state != null && (state.endsConnection() || state.isReadOnly())) {
            onFatal.accept(exception);
            return Override.MUST_EVICT;
        }
        return state == SqlState.FEATURE_NOT_SUPPORTED ? Override.DO_NOT_EVICT : Override.CONTINUE_EVICT;
    }
}
