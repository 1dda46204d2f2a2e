package dev.nexs.softdelete.internal.hibernate.model;

import java.util.List;

/**
 * Columns that are unique among live rows.
 *
 * @param index the name of the partial index
 * @param columns its columns
 */
public record UniqueAmongLive(String index, List<String> columns) {}
