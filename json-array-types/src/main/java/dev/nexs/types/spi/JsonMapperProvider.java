package dev.nexs.types.spi;

import tools.jackson.databind.json.JsonMapper;

/**
 * Supplies the Jackson mapper of a document attribute: modules, naming, mix-ins, polymorphic types.
 *
 * <p>An implementation has a public constructor without parameters. It is created and asked once per class and session
 * factory, while the session factory is built; the mapper that it returns is shared by all threads.
 */
@FunctionalInterface
public interface JsonMapperProvider {

    /** The mapper. Jackson 3 mappers are immutable, so it may be shared. */
    JsonMapper mapper();
}
