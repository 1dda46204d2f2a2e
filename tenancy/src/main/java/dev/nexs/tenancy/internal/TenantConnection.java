package dev.nexs.tenancy.internal;

import dev.nexs.tenancy.TenancyException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * A connection on behalf of one tenant. Before each statement the tenant has to be admitted, and the first one of a
 * transaction is preceded by what makes the transaction the tenant's: variables that end with it, in one statement that
 * travels with BEGIN. In auto-commit there is no transaction to end them, so they are set for the session and reset before
 * the connection goes back; a connection that cannot be reset is destroyed.
 *
 * <p>Proxies, because nothing but the execution of statements is of interest in six interfaces of JDBC.
 */
final class TenantConnection implements InvocationHandler {

    /** SQLSTATE of an authorization that is not valid: nobody tries such a statement again. */
    private static final String NOT_ADMITTED = "28000";

    /** SQLSTATE of a server that cannot serve now: those who try again may. */
    private static final String NOT_NOW = "57P03";

    /** What takes back whatever SQL has changed of a session. */
    private static final List<String> ALL = List.of(
            "reset session authorization", "reset role", "reset all", "unlisten *", "select pg_advisory_unlock_all()");

    private void look(@Nullable Object @Nullable [] arguments) {
        if (!suspect && arguments != null && arguments.length > 0 && arguments[0] instanceof String sql) {
            suspect = changes.mayOutlive(sql);
        }
    }

    /** Decides whether the tenant may go on, and as what. */
    @FunctionalInterface
    interface Admission {
        /**
         * {@return the variables that make a transaction the tenant's, none where the connection is}
         *
         * @param begins whether a transaction begins
         * @throws TenancyException if it is not admitted
         */
        Map<String, String> admit(boolean begins);
    }

    private final Connection raw;
    private final String tenant;
    private final Admission admission;
    private final Runnable release;
    private final SessionChanges changes;
    private final Connection proxy;

    private boolean begun;
    private Map<String, String> ofSession = Map.of();
    private boolean suspect;
    private final boolean readOnly;
    private boolean closed;

    private TenantConnection(
            Connection raw, String tenant, Admission admission, Runnable release, SessionChanges changes)
            throws SQLException {
        this.changes = changes;
        this.readOnly = raw.isReadOnly();
        this.raw = raw;
        this.tenant = tenant;
        this.admission = admission;
        this.release = release;
        this.proxy = (Connection) Proxy.newProxyInstance(
                TenantConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, this);
    }

    /**
     * Wraps a connection.
     *
     * @param release called once, when it has gone back
     * @param changes which SQL changes a session
     */
    static Connection of(Connection raw, String tenant, Admission admission, Runnable release, SessionChanges changes)
            throws SQLException {
        return new TenantConnection(raw, tenant, admission, release, changes).proxy;
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        switch (method.getName()) {
            case "close" -> {
                close();
                return null;
            }
            case "isClosed" -> {
                return closed || raw.isClosed();
            }
            case "equals" -> {
                return arguments != null && self == arguments[0];
            }
            case "hashCode" -> {
                return System.identityHashCode(self);
            }
            case "toString" -> {
                return "TenantConnection[" + tenant + ", " + raw + "]";
            }
            case "commit" -> begun = false;
            case "rollback" -> begun = begun && arguments != null;
            case "setAutoCommit" -> {
                if (readOnly) {
                    return null; // off, since outside a transaction nothing would be read-only
                }
            }
            case "setReadOnly" -> {
                if (readOnly && arguments != null && Boolean.FALSE.equals(arguments[0])) {
                    throw new SQLException("The connection of the tenant '" + tenant + "' is read-only and stays so");
                }
            }
            case "setSchema", "setCatalog" ->
                throw new SQLException(
                        "The connection belongs to the tenant '" + tenant + "', whose schema cannot be changed");
            case "setSavepoint", "getSchema" -> admit();
            case "prepareStatement", "prepareCall" -> {
                requireOpen();
                look(arguments);
            }
            case "unwrap" -> {
                admit();

                if (arguments != null && ((Class<?>) nonNull(arguments[0])).isInstance(self)) {
                    return self;
                }
            }
            default -> requireOpen();
        }
        Object result = call(method, raw, arguments);
        return result instanceof Statement statement ? new Of(statement).proxy(method) : result;
    }

    private void requireOpen() throws SQLException {
        if (closed) {
            throw new SQLException("The connection of the tenant '" + tenant + "' is closed", "08003");
        }
    }

    private static Object nonNull(@Nullable Object argument) throws SQLException {
        if (argument == null) {
            throw new SQLException("The type to unwrap to is null");
        }
        return argument;
    }

    private static @Nullable Object call(Method method, Object target, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    /** Called before each statement. */
    private void admit() throws SQLException {
        requireOpen();
        boolean alone = raw.getAutoCommit();
        TransactionState state = raw.unwrap(BaseConnection.class).getTransactionState();
        boolean begins = alone || !begun || state == TransactionState.IDLE;
        Map<String, String> variables;
        try {
            variables = admission.admit(begins);
        } catch (TenancyException e) {
            throw new SQLException(
                    e.getMessage(), e.reason() == TenancyException.Reason.STALE ? NOT_NOW : NOT_ADMITTED, e);
        }
        if (!begins || state == TransactionState.FAILED) {
            return;
        }
        if (!alone) {
            set(variables, true);
            begun = true;
        } else if (!variables.equals(ofSession)) {
            ofSession = variables;
            set(variables, false);
        }
    }

    private void set(Map<String, String> variables, boolean local) throws SQLException {
        if (variables.isEmpty()) {
            return;
        }
        String calls = String.join(
                ", ",
                variables.keySet().stream()
                        .map(any -> "set_config(?, ?, " + local + ")")
                        .toList());
        try (PreparedStatement statement = raw.prepareStatement("select " + calls)) {
            int at = 1;
            for (Map.Entry<String, String> variable : variables.entrySet()) {
                statement.setString(at++, variable.getKey());
                statement.setString(at++, variable.getValue());
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
            }
        }
    }

    private void close() throws SQLException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (!ofSession.isEmpty() || suspect) {
                reset();
            }
        } finally {
            try {
                raw.close();
            } finally {
                release.run();
            }
        }
    }

    private void reset() throws SQLException {
        try {
            if (!raw.getAutoCommit()) {
                raw.rollback();
                raw.setAutoCommit(true);
            }
            Sql.execute(
                    raw,
                    suspect
                            ? ALL
                            : ofSession.keySet().stream()
                                    .map(name -> "reset " + reset(name))
                                    .toList());
        } catch (SQLException | RuntimeException e) {
            raw.abort(Runnable::run);
        }
    }

    private static String reset(String variable) {
        return String.join(
                ".",
                Arrays.stream(variable.split("\\.", -1))
                        .map(TenantNames::quoted)
                        .toList());
    }

    /** A statement of this connection. */
    private final class Of implements InvocationHandler {

        private final Statement statement;

        Of(Statement statement) {
            this.statement = statement;
        }

        Object proxy(Method madeBy) {
            Class<?> type = madeBy.getReturnType() == CallableStatement.class
                    ? CallableStatement.class
                    : madeBy.getReturnType() == PreparedStatement.class ? PreparedStatement.class : Statement.class;
            return Proxy.newProxyInstance(TenantConnection.class.getClassLoader(), new Class<?>[] {type}, this);
        }

        @Override
        public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            String name = method.getName();
            if (name.startsWith("execute")) {
                look(arguments);
                admit();
            } else if (name.equals("addBatch")) {
                look(arguments);
            } else if (name.equals("getConnection")) {
                return proxy;
            } else if (name.equals("equals")) {
                return arguments != null && self == arguments[0];
            } else if (name.equals("hashCode")) {
                return System.identityHashCode(self);
            }
            return call(method, statement, arguments);
        }
    }
}
