package dev.nexs.orm.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is set for one node.
 *
 * @param weight its share under the weighted balancer
 * @param region where it stands
 * @param tags what reads may ask for
 * @param maximumSize its pool's size in either role
 */
public record NodeSettings(
        double weight,
        @Nullable String region,
        List<String> tags,
        @Nullable Integer maximumSize) {

    /** Copies what is mutable. */
    public NodeSettings {
        tags = List.copyOf(tags);
    }
}
