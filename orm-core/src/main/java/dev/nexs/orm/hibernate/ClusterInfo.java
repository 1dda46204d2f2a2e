package dev.nexs.orm.hibernate;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.NodeSnapshot;
import java.util.Locale;
import java.util.stream.Collectors;
import org.hibernate.dialect.Dialect;
import org.hibernate.engine.jdbc.connections.internal.DatabaseConnectionInfoImpl;

/** What Hibernate logs of the database when it starts: the nodes, and the roles that are known by then. */
final class ClusterInfo extends DatabaseConnectionInfoImpl {

    private final NexsDataSource source;
    private final Dialect dialect;

    ClusterInfo(NexsDataSource source, Dialect dialect) {
        super(dialect);
        this.source = source;
        this.dialect = dialect;
    }

    @Override
    public String getJdbcUrl() {
        return "jdbc:postgresql://"
                + source.cluster().nodes().stream().map(NodeSnapshot::id).collect(Collectors.joining(","));
    }

    @Override
    public String toInfoString() {
        return "\tNodes: "
                + source.cluster().nodes().stream().map(ClusterInfo::node).collect(Collectors.joining(", "))
                + "\n\tRead-only sessions: " + source.readPreference()
                + "\n\tDatabase dialect: " + dialect.getClass().getSimpleName()
                + "\n\tDatabase version: " + dialect.getVersion();
    }

    private static String node(NodeSnapshot node) {
        return node.role() == NodeRole.UNKNOWN
                ? node.id()
                : node.id() + " (" + node.role().name().toLowerCase(Locale.ROOT) + ")";
    }
}
