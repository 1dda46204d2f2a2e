package dev.nexs.orm.bulk.internal.hibernate;

import dev.nexs.orm.bulk.internal.CapturedArray;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.ZonedDateTime;
import java.util.Calendar;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.type.descriptor.WrapperOptions;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what Hibernate would bind for a value, whatever type, converter or user type stands behind it: it is let bind to
 * a statement that only remembers. So a load stores what a flush would. Costs a call through a proxy; plain types do not come
 * here. Not thread-safe.
 */
final class Capture implements InvocationHandler {

    private final PreparedStatement statement = (PreparedStatement)
            Proxy.newProxyInstance(Capture.class.getClassLoader(), new Class<?>[] {PreparedStatement.class}, this);
    private final Connection connection = (Connection)
            Proxy.newProxyInstance(Capture.class.getClassLoader(), new Class<?>[] {Connection.class}, this);
    private @Nullable Object bound;

    /** The connection of the session that values are bound for; nothing can be run on it. */
    Connection connection() {
        return connection;
    }

    /** {@return what is bound for a relational value} */
    @SuppressWarnings("unchecked") // a mapping binds its own values
    @Nullable
    Object bind(JdbcMapping mapping, Object value, WrapperOptions options) {
        bound = null;
        try {
            ((org.hibernate.type.descriptor.ValueBinder<Object>) mapping.getJdbcValueBinder())
                    .bind(statement, value, 1, options);
        } catch (SQLException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        Object result = bound;
        bound = null;
        return result;
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        Object[] given = arguments == null ? new Object[0] : arguments;
        String name = method.getName();
        if (self == statement && name.startsWith("set") && given.length >= 2 && given[0] instanceof Integer) {
            bound = name.equals("setNull") ? null : value(given);
            return null;
        }
        return switch (name) {
            case "getConnection" -> connection;
            case "createArrayOf" -> new CapturedArray((String) given[0], (Object[]) given[1]);
            case "unwrap" -> self;
            case "isWrapperFor" -> ((Class<?>) given[0]).isInstance(self);
            case "getAutoCommit" -> true;
            case "isClosed", "isReadOnly" -> false;
            case "isValid" -> true;
            case "close", "setAutoCommit", "setReadOnly", "clearWarnings" -> null;
            case "getWarnings", "getSchema", "getCatalog" -> null;
            case "equals" -> self == given[0];
            case "hashCode" -> System.identityHashCode(self);
            case "toString" -> "a statement that remembers what is bound";
            default ->
                throw new SQLException(
                        "A value that is loaded by COPY needs " + name + " of a connection, which it cannot have",
                        "0A000");
        };
    }

    private static @Nullable Object value(Object[] given) {
        return given.length > 2 && given[1] instanceof Timestamp moment && given[2] instanceof Calendar calendar
                ? ZonedDateTime.ofInstant(
                                moment.toInstant(), calendar.getTimeZone().toZoneId())
                        .toLocalDateTime()
                : given[1];
    }
}
