package dev.nexs.orm.cluster;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a node in advance.
 *
 * @param weight its share under the weighted balancer, above 0; 1 by default
 * @param region where it stands, or null
 * @param tags what reads may ask for, such as {@code analytics}; none by default
 */
public record NodeOptions(double weight, @Nullable String region, Set<String> tags) {

    /** A node of weight 1 in no region. */
    public static final NodeOptions DEFAULT = new NodeOptions(1, null, Set.of());

    /** A node without tags. */
    public NodeOptions(double weight, @Nullable String region) {
        this(weight, region, Set.of());
    }

    /** Checks the weight. */
    public NodeOptions {
        if (!(weight > 0) || weight > 1_000_000) {
            throw new IllegalArgumentException("weight " + weight
                    + " is not allowed; allowed is above 0 up to 1000000. Use drain(id) to send nothing");
        }
        tags = Set.copyOf(tags);
    }

    /** {@return these options with another weight} */
    public NodeOptions withWeight(double other) {
        return new NodeOptions(other, region, tags);
    }

    /** {@return these options with other tags} */
    public NodeOptions withTags(Set<String> others) {
        return new NodeOptions(weight, region, others);
    }
}
