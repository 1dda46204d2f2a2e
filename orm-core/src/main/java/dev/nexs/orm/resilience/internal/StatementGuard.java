package dev.nexs.orm.resilience.internal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A statement of a unit that is still in auto-commit: it asks for a transaction where its use needs one. */
final class StatementGuard implements InvocationHandler {

    private final Statement target;
    private final UnitConnection unit;

    private StatementGuard(Statement target, UnitConnection unit) {
        this.target = target;
        this.unit = unit;
    }

    static Object guard(Statement statement, Class<? extends Statement> type, UnitConnection unit) {
        return Proxy.newProxyInstance(
                StatementGuard.class.getClassLoader(), new Class<?>[] {type}, new StatementGuard(statement, unit));
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        Object first = arguments == null ? null : arguments[0];
        switch (method.getName()) {
            case "execute", "executeQuery" -> {
                if (first instanceof String sql) {
                    unit.needTransactionUnlessPlain(sql);
                }
            }
            case "setFetchSize" -> { // a cursor lives only in a transaction
                if (first instanceof Integer size && size > 0) {
                    unit.needTransaction();
                }
            }
            case "executeUpdate",
                    "executeLargeUpdate",
                    "executeBatch",
                    "executeLargeBatch",
                    "addBatch",
                    "setCursorName",
                    "unwrap" -> unit.needTransaction();
            case "getConnection" -> {
                return unit.proxy();
            }
            case "equals" -> {
                return self == first;
            }
            case "hashCode" -> {
                return System.identityHashCode(self);
            }
            default -> {}
        }
        return ConnectionGuard.call(target, method, arguments);
    }
}
