package dev.nexs.orm.routing.internal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers for a connection that has no node yet. What is a single value is asked of any node, which is given back; a result
 * set needs a connection to live on, so asking for one chooses. A dynamic proxy: nobody asks this in a hurry.
 */
final class RoutingMetaData implements InvocationHandler {

    private final RoutingConnection connection;

    private RoutingMetaData(RoutingConnection connection) {
        this.connection = connection;
    }

    static DatabaseMetaData of(RoutingConnection connection) {
        return (DatabaseMetaData) Proxy.newProxyInstance(
                RoutingMetaData.class.getClassLoader(),
                new Class<?>[] {DatabaseMetaData.class},
                new RoutingMetaData(connection));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, method, arguments);
        }
        if (method.getName().equals("getConnection")) {
            return connection;
        }
        if (ResultSet.class.isAssignableFrom(method.getReturnType())) {
            return ask(connection.target(), method, arguments);
        }
        return connection
                .glance(lent -> Optional.ofNullable(ask(lent, method, arguments)))
                .orElse(null);
    }

    private static Object ofObject(Object proxy, Method method, Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "metadata of a routing connection";
        };
    }

    private static @Nullable Object ask(Connection lent, Method method, Object @Nullable [] arguments)
            throws SQLException {
        try {
            return method.invoke(lent.getMetaData(), arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            throw new SQLException("metadata could not be read: " + e.getCause(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new SQLException("metadata could not be read", e);
        }
    }
}
