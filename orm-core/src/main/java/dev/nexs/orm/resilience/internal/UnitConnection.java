package dev.nexs.orm.resilience.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The connection that a unit works on. It always says that it is in a transaction; whether it is one on the wire depends.
 *
 * <p>A read unit starts in auto-commit, where a plain query costs one round trip and no BEGIN and COMMIT, and turns to a
 * real read-only transaction, for the rest of the unit, before the first statement that could tell the difference. Any
 * other unit is in one from the start. The unit alone commits and rolls back: the work must not. The price is a proxy call
 * for each call on the connection and, while in auto-commit, on its statements. Not thread-safe.
 */
final class UnitConnection {

    private final Connection target;
    private final Connection proxy;
    private final UnitPlan plan;
    private final UnitTransaction transaction;
    private final PlainQuery judge;
    private boolean real;
    private boolean ending;
    private boolean rolledBack;
    private CommitAnswer answer = CommitAnswer.NOTHING_WRITTEN;

    UnitConnection(Connection target, UnitPlan plan, UnitTransaction transaction, PlainQuery judge)
            throws SQLException {
        this.target = target;
        this.plan = plan;
        this.transaction = transaction;
        this.judge = judge;
        this.proxy = ConnectionGuard.guard(target, this);
        if (plan.mayStayPlain()) {
            switchAutoCommit(true);
        } else {
            begin();
        }
    }

    Connection proxy() {
        return proxy;
    }

    CommitAnswer answer() {
        return answer;
    }

    /** Whether there is a transaction on the wire. */
    boolean isReal() {
        return real;
    }

    /** From now on the unit commits, directly or through Hibernate. */
    void beforeCommit() throws SQLException {
        ending = true;
        check();
    }

    /** Throws the first failure of the transaction, if there was one. */
    void check() throws SQLException {
        if (real) {
            CommitTrouble.check(target);
        }
    }

    /** Whoever was asked to commit may have rolled back and said nothing. */
    void requireCommitted() throws SQLException {
        if (!transaction.isCommitted()) {
            throw new SQLException("the session rolled back instead, and gave no reason", "25000");
        }
    }

    /** From now on the unit rolls back, directly or through Hibernate; after that nothing is known of the failure. */
    void beforeRollback(Throwable thrown) {
        ending = true;
        if (real && transaction.isOpen()) {
            SQLException hidden = CommitTrouble.hiddenBy(thrown, target);
            if (hidden != null) {
                CommitTrouble.reveal(hidden, thrown);
                transaction.failedBy(hidden);
            }
        }
    }

    /** A session that cannot roll back any more leaves it to the unit. */
    void afterRollback() throws SQLException {
        if (real && transaction.isOpen() && !rolledBack) {
            target.rollback();
        }
    }

    /** The driver sends BEGIN with the first statement; setting these flags sends nothing. */
    private void begin() throws SQLException {
        real = true;
        if (plan.readOnly() && !target.isReadOnly()) {
            target.setReadOnly(true);
        }
        switchAutoCommit(false);
        if (!plan.prelude().isEmpty()) {
            try (Statement statement = target.createStatement()) {
                statement.execute(plan.prelude());
            }
        }
    }

    private void switchAutoCommit(boolean autoCommit) throws SQLException {
        if (target.getAutoCommit() != autoCommit) {
            target.setAutoCommit(autoCommit);
        }
    }

    /** Before anything that could tell the difference. */
    void needTransaction() throws SQLException {
        if (!real) {
            begin();
        }
    }

    void needTransactionUnlessPlain(String sql) throws SQLException {
        if (!real && !judge.isPlain(sql)) {
            begin();
        }
    }

    void commit() throws SQLException {
        if (!ending) {
            throw refusal("commit()");
        }
        if (real && plan.readOnly()) {
            check();
            target.commit();
            transaction.ended();
        } else if (real) {
            answer = transaction.commit(target);
        } else {
            transaction.ended();
        }
    }

    void rollback() throws SQLException {
        if (!ending) {
            throw refusal("rollback()");
        }
        if (real && transaction.isOpen()) {
            rolledBack = true;
            target.rollback();
        }
    }

    static SQLException refusal(String call) {
        return new SQLException(
                call + " was called inside a unit of work: a unit commits when its work returns, and rolls back when it"
                        + " throws",
                "25000");
    }
}
