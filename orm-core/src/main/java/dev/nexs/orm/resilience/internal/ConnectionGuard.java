package dev.nexs.orm.resilience.internal;

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
import org.jspecify.annotations.Nullable;

/** What the work sees of its connection: it asks for a transaction where its use needs one. */
final class ConnectionGuard implements InvocationHandler {

    private final Connection target;
    private final UnitConnection unit;

    private ConnectionGuard(Connection target, UnitConnection unit) {
        this.target = target;
        this.unit = unit;
    }

    static Connection guard(Connection connection, UnitConnection unit) {
        return (Connection) Proxy.newProxyInstance(
                ConnectionGuard.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new ConnectionGuard(connection, unit));
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        Object[] given = arguments == null ? new Object[0] : arguments;
        return switch (method.getName()) {
            case "prepareStatement" -> prepare(method, given);
            case "createStatement" -> guarded(method, given, Statement.class);
            case "getAutoCommit" -> false;
            case "setAutoCommit" -> keepAutoCommit(given[0].equals(true));
            case "commit" -> {
                unit.commit();
                yield null;
            }
            case "rollback" -> rollback(method, given);
            case "close" -> null; // the unit gives it back
            case "prepareCall",
                    "unwrap",
                    "setSavepoint",
                    "setTransactionIsolation",
                    "setHoldability",
                    "createClob",
                    "createBlob" -> callInTransaction(method, given);
            case "equals" -> self == given[0];
            case "hashCode" -> System.identityHashCode(self);
            case "toString" -> "unit on " + target;
            default -> call(method, given);
        };
    }

    private @Nullable Object rollback(Method method, Object[] arguments) throws Throwable {
        if (arguments.length == 1) { // to a savepoint
            return call(method, arguments);
        }
        unit.rollback();
        return null;
    }

    private static @Nullable Object keepAutoCommit(boolean wanted) throws SQLException {
        if (wanted) {
            throw UnitConnection.refusal("setAutoCommit(true)");
        }
        return null;
    }

    private @Nullable Object callInTransaction(Method method, @Nullable Object[] arguments) throws Throwable {
        unit.needTransaction();
        return call(method, arguments);
    }

    private @Nullable Object prepare(Method method, Object[] arguments) throws Throwable {
        unit.needTransactionUnlessPlain((String) arguments[0]);
        if (arguments.length == 2) {
            unit.needTransaction(); // generated keys are asked for: an insert
        }
        return guarded(method, arguments, PreparedStatement.class);
    }

    private @Nullable Object guarded(Method method, Object[] arguments, Class<? extends Statement> type)
            throws Throwable {
        for (Object argument : arguments) {
            if (argument instanceof Integer number && number == ResultSet.CONCUR_UPDATABLE) {
                unit.needTransaction();
            }
        }
        Object statement = call(method, arguments);
        if (unit.isReal() || statement instanceof CallableStatement || !(statement instanceof Statement plain)) {
            return statement;
        }
        return StatementGuard.guard(plain, type, unit);
    }

    private @Nullable Object call(Method method, Object[] arguments) throws Throwable {
        return call(target, method, arguments);
    }

    static @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            Throwable thrown = e.getCause();
            throw thrown == null ? e : thrown;
        }
    }
}
