package dev.nexs.orm.resilience;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import javax.sql.DataSource;

/** A datasource that lends one connection again and again, so that connecting does not count. */
final class SingleConnection {

    private SingleConnection() {}

    static DataSource of(Connection connection) {
        Connection lent = (Connection) Proxy.newProxyInstance(
                SingleConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        connection.setReadOnly(false);
                        return null;
                    }
                    return method.invoke(connection, arguments);
                });
        return (DataSource) Proxy.newProxyInstance(
                SingleConnection.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (self, method, arguments) -> lent);
    }
}
