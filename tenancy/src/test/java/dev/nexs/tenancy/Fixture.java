package dev.nexs.tenancy;

import dev.nexs.testing.Node;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;

/** Session factories as applications make them: an ordinary role, tables that belong to another. */
final class Fixture {

    private Fixture() {}

    static Map<String, Object> settings(Node node, String strategy) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("nexs.url", "jdbc:postgresql://" + node.host() + ":" + node.port() + "/" + node.database());
        settings.put("nexs.username", node.appRole().name());
        settings.put("nexs.password", node.appRole().password());
        settings.put("nexs.tenancy.admin.username", node.username());
        settings.put("nexs.tenancy.admin.password", node.password());
        settings.put("nexs.tenancy.strategy", strategy);
        settings.put("nexs.pool.maximum-size", "1");
        settings.put("nexs.pool.minimum-idle", "0");
        settings.put("nexs.pool.connection-timeout", "5s");
        return settings;
    }

    static SessionFactory factory(Map<String, Object> settings, Class<?>... entities) {
        StandardServiceRegistryBuilder builder = new StandardServiceRegistryBuilder().applySettings(settings);
        MetadataSources sources = new MetadataSources(builder.build());
        for (Class<?> entity : entities) {
            sources.addAnnotatedClass(entity);
        }
        return sources.buildMetadata().buildSessionFactory();
    }

    /** The first column of a query, as the owner. */
    static List<String> query(Node node, String sql) {
        try (Connection connection = node.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
