package dev.nexs.orm;

import java.util.List;

/** Settings of one node, for {@link NexsDataSourceBuilder#node}. Defaults are those of {@link NexsSettings}. */
public final class NodeOptions {

    private final NexsDataSourceBuilder builder;
    private final String prefix;

    NodeOptions(NexsDataSourceBuilder builder, String node) {
        this.builder = builder;
        this.prefix = NexsSettings.NODE_PREFIX + node + ".";
    }

    /** Sets {@link NexsSettings#NODE_WEIGHT}. */
    public NodeOptions weight(double weight) {
        return with(NexsSettings.NODE_WEIGHT, weight);
    }

    /** Sets {@link NexsSettings#NODE_REGION}. */
    public NodeOptions region(String region) {
        return with(NexsSettings.NODE_REGION, region);
    }

    /** Sets {@link NexsSettings#NODE_TAGS}. */
    public NodeOptions tags(String... tags) {
        return with(NexsSettings.NODE_TAGS, List.of(tags));
    }

    /** Sets {@link NexsSettings#NODE_MAXIMUM_SIZE}. */
    public NodeOptions maximumSize(int connections) {
        return with(NexsSettings.NODE_MAXIMUM_SIZE, connections);
    }

    private NodeOptions with(String name, Object value) {
        builder.set(prefix + name, value);
        return this;
    }
}
