package dev.nexs.associations.internal.hibernate.json;

import org.hibernate.loader.ast.spi.Loadable;
import org.hibernate.metamodel.mapping.ValuedModelPart;
import org.jspecify.annotations.Nullable;

/**
 * One association of a path, as a join condition: its rows are those whose {@code own} key is the {@code parents'} key.
 *
 * @param path the path up to here
 * @param loadable the collection, or the entity that is referred to
 * @param own the columns of the rows
 * @param parents the columns of what the rows belong to
 * @param parent the association before this one; null behind the query's entity
 */
record Link(
        String path,
        Loadable loadable,
        ValuedModelPart own,
        ValuedModelPart parents,
        @Nullable Link parent) {}
