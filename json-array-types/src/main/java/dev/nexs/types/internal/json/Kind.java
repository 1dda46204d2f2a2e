package dev.nexs.types.internal.json;

import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Currency;
import java.util.Date;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BinaryNode;
import tools.jackson.databind.node.POJONode;
import tools.jackson.databind.node.ValueNode;

/** What the values of a class are to a walk over a document. */
enum Kind {
    /** Known to be immutable, and its own {@code equals} is its content. */
    LEAF,
    /** Known to be immutable, and what it prints is its content: its own {@code equals} is none, or asks the network. */
    PRINTED,
    MAP,
    /** One entry of a map. */
    ENTRY,
    COLLECTION,
    NODE,
    DATE,
    OPTIONAL,
    OBJECT_ARRAY,
    PRIMITIVE_ARRAY,
    /** Its content is the properties that Jackson writes. */
    OBJECT,
    /** Anything else: only its JSON tells its content. */
    OPAQUE;

    private static final Set<Class<?>> LEAVES = Set.of(
            String.class,
            Boolean.class,
            Character.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigDecimal.class,
            BigInteger.class,
            UUID.class,
            URI.class,
            Locale.class,
            Currency.class,
            Class.class,
            OptionalInt.class,
            OptionalLong.class,
            OptionalDouble.class);

    private static final Set<Class<?>> PRINTED_CLASSES = Set.of(URL.class, Pattern.class, File.class);

    /** By the class alone; {@link #OBJECT} for a class of the application, whose serializer has to be asked. */
    static Kind of(Class<?> type) {
        if (isLeaf(type)) {
            return LEAF;
        }
        if (PRINTED_CLASSES.contains(type)) {
            return PRINTED;
        }
        if (Date.class.isAssignableFrom(type) && isPlatform(type)) {
            return DATE;
        }
        if (type.isArray()) {
            return type.getComponentType().isPrimitive() ? PRIMITIVE_ARRAY : OBJECT_ARRAY;
        }
        if (type == Optional.class) {
            return OPTIONAL;
        }
        if (JsonNode.class.isAssignableFrom(type)) {
            return ofNode(type);
        }
        boolean plain = isPlatform(type) || type == FrozenMap.class || type == FrozenList.class;
        if (Map.class.isAssignableFrom(type)) {
            return plain && type != IdentityHashMap.class
                    ? MAP
                    : OPAQUE; // of anybody else it may have more to it than what it holds
        }
        if (Collection.class.isAssignableFrom(type)) {
            return plain ? COLLECTION : OPAQUE;
        }
        if (Map.Entry.class.isAssignableFrom(type)) {
            return plain ? ENTRY : OPAQUE;
        }
        return isPlatform(type) ? OPAQUE : OBJECT;
    }

    private static Kind ofNode(Class<?> type) {
        if (POJONode.class.isAssignableFrom(type) || !type.getName().startsWith("tools.jackson.")) {
            return OPAQUE;
        }
        return ValueNode.class.isAssignableFrom(type) && !BinaryNode.class.isAssignableFrom(type) ? LEAF : NODE;
    }

    private static boolean isLeaf(Class<?> type) {
        return LEAVES.contains(type)
                || type.isPrimitive()
                || Enum.class.isAssignableFrom(type)
                || (type.getName().startsWith("java.time.")
                        && !Clock.class.isAssignableFrom(type)
                        && !InstantSource.class.isAssignableFrom(type)
                        && !type.isInterface());
    }

    /** A class of the JDK: its fields are its own business. */
    static boolean isPlatform(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }
}
