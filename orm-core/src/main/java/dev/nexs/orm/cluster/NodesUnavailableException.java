package dev.nexs.orm.cluster;

import java.sql.SQLTransientConnectionException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * No node could serve a borrower in time. The message lists each node with its state, its last error and the error's age.
 * Nothing was sent to any server, so the caller may try again. SQLSTATE 08001.
 */
public final class NodesUnavailableException extends SQLTransientConnectionException {

    private static final long serialVersionUID = 1;

    private final transient List<NodeSnapshot> nodes;

    /**
     * Says what was wanted and what there is.
     *
     * @param wanted a sentence without its full stop, such as "no primary within 30 s"
     * @param nodes every node
     */
    public NodesUnavailableException(String wanted, List<NodeSnapshot> nodes) {
        super(message(wanted, nodes), "08001");
        this.nodes = List.copyOf(nodes);
    }

    /** {@return every node as it was then; empty after deserialization} */
    public List<NodeSnapshot> nodes() {
        return nodes == null ? List.of() : nodes;
    }

    private static String message(String wanted, List<NodeSnapshot> nodes) {
        Instant now = Instant.now();
        return wanted + nodes.stream().map(node -> "; " + node.describe(now)).collect(Collectors.joining());
    }
}
