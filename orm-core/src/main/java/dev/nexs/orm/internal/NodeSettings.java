package dev.nexs.orm.internal;

import org.jspecify.annotations.Nullable;

/**
 * What is set for one node.
 *
 * @param weight its share under the weighted balancer
 * @param region where it stands
 * @param maximumSize its pool's size in either role
 */
public record NodeSettings(
        double weight, @Nullable String region, @Nullable Integer maximumSize) {}
