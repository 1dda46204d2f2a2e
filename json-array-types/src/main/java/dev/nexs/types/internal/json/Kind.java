package dev.nexs.types.internal.json;

import java.util.BitSet;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BinaryNode;
import tools.jackson.databind.node.ValueNode;

/** What the values of a class are to a walk over a document. */
enum Kind {
    /** Needs no copy, and its own {@code equals} is its content. */
    LEAF,
    MAP,
    COLLECTION,
    NODE,
    DATE,
    OPTIONAL,
    OBJECT_ARRAY,
    PRIMITIVE_ARRAY,
    /** Its content is its fields. */
    OBJECT,
    /** Changes and tells not all about its content: some classes of the JDK, collections and maps of others. */
    OPAQUE;

    static Kind of(Class<?> type) {
        if (type.isArray()) {
            return type.getComponentType().isPrimitive() ? PRIMITIVE_ARRAY : OBJECT_ARRAY;
        }
        if (Map.class.isAssignableFrom(type)) {
            return isPlain(type) ? MAP : OPAQUE;
        }
        if (Collection.class.isAssignableFrom(type)) {
            return isPlain(type) ? COLLECTION : OPAQUE;
        }
        if (JsonNode.class.isAssignableFrom(type)) {
            boolean immutable = ValueNode.class.isAssignableFrom(type) && !BinaryNode.class.isAssignableFrom(type);
            return immutable ? LEAF : NODE;
        }
        if (type == Optional.class) {
            return OPTIONAL;
        }
        if (Date.class.isAssignableFrom(type)) {
            return DATE;
        }
        if (Enum.class.isAssignableFrom(type)) {
            return LEAF;
        }
        return isPlatform(type) ? ofPlatform(type) : OBJECT;
    }

    /** A collection or map of anybody else may have a JSON of its own, and more to it than what it holds. */
    private static boolean isPlain(Class<?> type) {
        return isPlatform(type) || type == FrozenMap.class || type == FrozenList.class;
    }

    /** A class of the JDK: its fields are its own business. */
    static boolean isPlatform(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }

    private static Kind ofPlatform(Class<?> type) {
        boolean changes = Iterable.class.isAssignableFrom(type)
                || (CharSequence.class.isAssignableFrom(type) && type != String.class)
                || Calendar.class.isAssignableFrom(type)
                || BitSet.class.isAssignableFrom(type)
                || type.getPackageName().equals("java.util.concurrent.atomic")
                || type.getPackageName().startsWith("java.nio");
        return changes ? OPAQUE : LEAF;
    }
}
