package dev.nexs.softdelete;

import org.junit.jupiter.api.Nested;

/** The tests of plain entities once more with enhanced ones: a reference may be the entity itself, without a proxy. */
@Enhanced
class EnhancedIT {

    @Nested
    class References extends ReferenceIT {}

    @Nested
    class ReadPaths extends ReadPathsIT {}

    @Nested
    class Cascades extends CascadeIT {}

    @Nested
    class Inheritance extends InheritanceIT {}

    @Nested
    class Caches extends CacheIT {}

    @Nested
    class Model extends ModelIT {}
}
