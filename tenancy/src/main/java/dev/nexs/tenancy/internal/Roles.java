package dev.nexs.tenancy.internal;

import dev.nexs.tenancy.TenantPlace;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Who the application and the owner of tables are, asked of the server once for each cluster. */
final class Roles {

    private final DataSources sources;
    private final Map<String, String> applications = new ConcurrentHashMap<>();
    private final Map<String, String> owners = new ConcurrentHashMap<>();

    Roles(DataSources sources) {
        this.sources = sources;
    }

    /** {@return the application's role on a cluster} */
    String application(TenantPlace place) throws SQLException {
        String known = applications.get(place.cluster());
        if (known == null) {
            DataSources.Opened held = sources.hold(place.cluster().isEmpty() ? DataSources.MAIN : cluster(place));
            try (Connection connection = held.source.getConnection()) {
                known = currentUser(connection);
            } finally {
                sources.release(held);
            }
            applications.put(place.cluster(), known);
        }
        return known;
    }

    /** {@return the role that owns tables on a cluster} */
    String owner(TenantPlace place) throws SQLException {
        String known = owners.get(place.cluster());
        if (known == null) {
            try (Connection connection = sources.controlConnection(cluster(place))) {
                known = currentUser(connection);
            }
            owners.put(place.cluster(), known);
        }
        return known;
    }

    private static TenantPlace cluster(TenantPlace place) {
        return new TenantPlace(place.cluster(), "", "", 0);
    }

    private static String currentUser(Connection connection) throws SQLException {
        return Sql.query(connection, "select current_user", row -> row.getString(1))
                .get(0);
    }
}
