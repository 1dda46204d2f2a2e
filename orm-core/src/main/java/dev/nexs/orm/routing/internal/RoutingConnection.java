package dev.nexs.orm.routing.internal;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import org.jspecify.annotations.Nullable;

/**
 * A connection that chooses its node at the first statement, by what {@link #setReadOnly} was told until then. What is set
 * before is remembered and told to the node. Changing read-only between transactions gives the node back, so that an early
 * choice is never the last: the next statement chooses again, and statements of the old node are closed.
 *
 * <p>Statements are the node's own; their {@code getConnection()} is the pooled connection, not this one. Its price is one
 * small object per borrow.
 */
final class RoutingConnection extends SettingsConnection {

    private final NodeChoice choice;
    private final boolean pooledAutoCommit;
    private boolean readOnly;
    private boolean autoCommit;

    /** Asking a connection for what it is by default would cost more than the rest of the routing. */
    RoutingConnection(NodeChoice choice, boolean pooledAutoCommit) {
        this.choice = choice;
        this.pooledAutoCommit = pooledAutoCommit;
        this.autoCommit = pooledAutoCommit;
    }

    /** One that has chosen already. */
    RoutingConnection(NodeChoice choice, boolean autoCommit, Borrowed chosen) {
        this(choice, autoCommit);
        use(chosen);
    }

    @Override
    Borrowed borrow() throws SQLException {
        return choice.choose(readOnly, isolation() == TRANSACTION_SERIALIZABLE);
    }

    @Override
    void prepare(Connection chosen) throws SQLException {
        if (readOnly) {
            chosen.setReadOnly(true);
        }
        applyState(chosen);
        if (autoCommit != pooledAutoCommit) {
            chosen.setAutoCommit(autoCommit);
        }
    }

    @Override
    <T> T glance(Question<T> question) throws SQLException {
        Connection chosen = chosen();
        if (chosen != null) {
            return question.ask(chosen);
        }
        Borrowed lent = borrow();
        try {
            return question.ask(lent.connection());
        } finally {
            lent.giveBack();
        }
    }

    @Override
    public void setReadOnly(boolean value) throws SQLException {
        Connection chosen = chosen();
        if (chosen != null && value != readOnly) {
            chosen.setReadOnly(value);
            giveBack();
        }
        readOnly = value;
    }

    @Override
    public boolean isReadOnly() throws SQLException {
        chosen();
        return readOnly;
    }

    @Override
    public void setAutoCommit(boolean value) throws SQLException {
        Connection chosen = chosen();
        if (chosen != null) {
            chosen.setAutoCommit(value);
        }
        autoCommit = value;
    }

    @Override
    public boolean getAutoCommit() throws SQLException {
        chosen();
        return autoCommit;
    }

    @Override
    public void commit() throws SQLException {
        Connection chosen = chosen();
        if (chosen != null) {
            chosen.commit();
        } else {
            requireManualCommit("commit");
        }
    }

    /**
     * A transaction whose connection the pool took away is rolled back already, and saying otherwise would hide why it was
     * taken. The next statement chooses again.
     */
    @Override
    public void rollback() throws SQLException {
        Connection chosen = chosen();
        if (chosen == null) {
            requireManualCommit("rollback");
        } else if (chosen.isClosed()) {
            giveBack();
        } else {
            chosen.rollback();
        }
    }

    /** Nothing was done, so there is nothing to end. */
    private void requireManualCommit(String what) throws SQLException {
        if (autoCommit) {
            throw new SQLException(
                    what + " is not allowed while autocommit is on; call setAutoCommit(false) first", "25P01");
        }
    }

    @Override
    public DatabaseMetaData getMetaData() throws SQLException {
        Connection chosen = chosen();
        return chosen != null ? chosen.getMetaData() : RoutingMetaData.of(this);
    }

    @Override
    public @Nullable SQLWarning getWarnings() throws SQLException {
        Connection chosen = chosen();
        return chosen == null ? null : chosen.getWarnings();
    }

    @Override
    public void clearWarnings() throws SQLException {
        Connection chosen = chosen();
        if (chosen != null) {
            chosen.clearWarnings();
        }
    }
}
