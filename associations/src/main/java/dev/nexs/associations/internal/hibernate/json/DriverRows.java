package dev.nexs.associations.internal.hibernate.json;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseStatement;
import org.postgresql.core.Field;
import org.postgresql.core.Tuple;

/** Rows in text form, as a result of the driver, behind a statement that sends nothing. */
final class DriverRows implements InvocationHandler {

    private final Statement owner;
    private final ResultSet rows;

    private DriverRows(Statement owner, ResultSet rows) {
        this.owner = owner;
        this.rows = rows;
    }

    static PreparedStatement statement(Connection connection, ColumnTypes types, List<byte[][]> values)
            throws SQLException {
        Field[] fields = new Field[types.count()];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = new Field(ColumnTypes.name(i), types.oids().get(i));
        }
        List<Tuple> tuples = new ArrayList<>(values.size());
        values.forEach(row -> tuples.add(new Tuple(row)));
        Statement owner = connection.createStatement();
        ResultSet rows = owner.unwrap(BaseStatement.class).createDriverResultSet(fields, tuples);
        return (PreparedStatement) Proxy.newProxyInstance(
                DriverRows.class.getClassLoader(),
                new Class<?>[] {PreparedStatement.class},
                new DriverRows(owner, rows));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws SQLException {
        return switch (method.getName()) {
            case "executeQuery" -> rows;
            case "getConnection" -> owner.getConnection();
            case "isClosed" -> owner.isClosed();
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> arguments != null && proxy == arguments[0];
            case "toString" -> "rows that came along with another statement";
            case "close" -> {
                rows.close();
                owner.close();
                yield null;
            }
            default -> nothing(method.getReturnType());
        };
    }

    private static @Nullable Object nothing(Class<?> type) {
        return type == int.class ? (Object) 0 : type == long.class ? 0L : type == boolean.class ? false : null;
    }
}
