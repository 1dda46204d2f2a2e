package dev.nexs.orm.doctor;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.NodeSnapshot;
import dev.nexs.orm.cluster.NodeState;
import dev.nexs.orm.doctor.internal.ClusterExamination;
import dev.nexs.orm.doctor.internal.DatabaseExamination;
import dev.nexs.orm.doctor.internal.Notes;
import dev.nexs.orm.doctor.internal.ServerExamination;
import dev.nexs.orm.doctor.internal.hibernate.MappedModel;
import dev.nexs.orm.doctor.internal.hibernate.MappingExamination;
import dev.nexs.orm.doctor.internal.hibernate.SchemaComparison;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;

/**
 * Examines a cluster and its database, and a mapping against it. It reads catalogues and statistics only and changes nothing;
 * what its login may not see is said in a finding of its own and nowhere assumed to be well. Thread-safe.
 *
 * <pre>{@code
 * assertThat(Doctor.of(sessionFactory).validateSchema().findings()).isEmpty();
 * }</pre>
 */
public final class Doctor {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final @Nullable NexsDataSource source;
    private final @Nullable MappedModel model;

    private Doctor(@Nullable NexsDataSource source, @Nullable MappedModel model) {
        this.source = source;
        this.model = model;
    }

    /**
     * {@return a doctor who knows the application's entities; the cluster is examined as well where the connections are a
     * {@link NexsDataSource}'s}
     */
    public static Doctor of(SessionFactory factory) {
        MappedModel model = MappedModel.of(factory);
        return new Doctor(model.dataSource(), model);
    }

    /** {@return a doctor who knows the cluster and its database, and no entities} */
    public static Doctor of(NexsDataSource dataSource) {
        return new Doctor(dataSource, null);
    }

    /**
     * Looks at every node that answers, at the database, and at what the entities need of it.
     *
     * @return what was found; a node that does not answer and a catalogue that cannot be read are findings, too
     */
    public Diagnosis examine() {
        Notes notes = new Notes();
        if (source != null) {
            examineCluster(source, notes);
        }
        if (model != null) {
            MappedModel mapped = model;
            onPrimary(notes, connection -> MappingExamination.run(mapped, connection, notes));
            mapped.plansOfNamedQueries(notes);
        }
        return notes.diagnosis();
    }

    /**
     * Compares the entities with the database: tables, columns, types, lengths, nullability, defaults, values of enums,
     * foreign and unique keys, indexes, policies, sequences. What the database has beyond the entities matters only where it
     * keeps them from writing: a column that must not be null and has no default.
     *
     * @throws IllegalStateException when this doctor knows no entities
     */
    public Diagnosis validateSchema() {
        if (model == null) {
            throw new IllegalStateException(
                    "A schema is validated against entities; use Doctor.of(sessionFactory) instead of"
                            + " Doctor.of(dataSource)");
        }
        MappedModel mapped = model;
        Notes notes = new Notes();
        onPrimary(notes, connection -> SchemaComparison.run(mapped, connection, notes));
        return notes.diagnosis();
    }

    private void examineCluster(NexsDataSource cluster, Notes notes) {
        List<NodeSnapshot> nodes = probed(cluster);
        ClusterExamination.run(nodes, notes);
        Map<String, Long> scans = new LinkedHashMap<>();
        for (NodeSnapshot node : nodes) {
            if (node.state() == NodeState.FAILED || node.role() == NodeRole.UNKNOWN) {
                continue;
            }
            try (Connection connection = cluster.openUnpooled(node.id(), PATIENCE)) {
                ServerExamination.run(node, connection, nodes, notes);
                DatabaseExamination.addScans(connection, scans);
            } catch (SQLException e) {
                notes.error(
                        "node.login",
                        node.id(),
                        "The node answers probes, but a connection failed: " + e.getMessage(),
                        "Check pg_hba.conf, the login's CONNECTION LIMIT and max_connections there");
            }
        }
        onPrimary(notes, connection -> DatabaseExamination.run(connection, scans, notes));
    }

    /** {@return the nodes, once each has been asked and one is the primary: a datasource that was opened just now knows none} */
    private static List<NodeSnapshot> probed(NexsDataSource cluster) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        List<NodeSnapshot> nodes = cluster.cluster().nodes();
        while (System.nanoTime() < until && !isKnown(nodes)) {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            nodes = cluster.cluster().nodes();
        }
        return nodes;
    }

    private static boolean isKnown(List<NodeSnapshot> nodes) {
        return nodes.stream().noneMatch(node -> node.state() == NodeState.UNKNOWN)
                && nodes.stream().anyMatch(node -> node.role() == NodeRole.PRIMARY);
    }

    /** What is done with a connection. */
    private interface Look {
        void at(Connection connection) throws SQLException;
    }

    private void onPrimary(Notes notes, Look look) {
        Function<Connection, @Nullable SQLException> guarded = connection -> {
            try {
                look.at(connection);
                return null;
            } catch (SQLException e) {
                return e;
            }
        };
        SQLException failure;
        if (source != null) {
            try (Connection connection = source.openUnpooled(PATIENCE)) {
                failure = guarded.apply(connection);
            } catch (SQLException e) {
                failure = e;
            }
        } else {
            failure = model == null ? null : model.onConnection(guarded);
        }
        if (failure != null) {
            notes.error(
                    "database.unreadable",
                    "database",
                    "The examination ended early: " + failure.getMessage(),
                    "See that there is a primary and that the login may read pg_catalog, then run it again");
        }
    }

    /** {@return the ids of all findings that an examination or a comparison can make} */
    public static List<String> ids() {
        return Notes.IDS;
    }
}
