package dev.nexs.associations.internal.hibernate.view;

import dev.nexs.associations.MemberFilter;
import org.jspecify.annotations.Nullable;

/**
 * One value that the database makes of the members of each owner.
 *
 * @param name by which it is found in the result
 * @param path the collection
 * @param function of HQL: count, sum, avg, min, max
 * @param attribute of the members, null to count them
 * @param filter which members are taken
 */
public record Aggregate(
        String name, String path, String function, @Nullable String attribute, MemberFilter filter) {}
