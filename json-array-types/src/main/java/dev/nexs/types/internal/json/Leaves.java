package dev.nexs.types.internal.json;

import java.util.Date;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BinaryNode;
import tools.jackson.databind.node.ValueNode;

/** Values that need no copy and whose own {@code equals} is their content. */
final class Leaves {

    /** Leaf or not, by class; a class is asked about once. */
    private static final ClassValue<Boolean> BY_CLASS = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return decide(type);
        }
    };

    private Leaves() {}

    static boolean isLeaf(Object value) {
        return value instanceof String || BY_CLASS.get(value.getClass());
    }

    private static boolean decide(Class<?> type) {
        if (type.isEnum() || Enum.class.isAssignableFrom(type)) {
            return true;
        }
        if (JsonNode.class.isAssignableFrom(type)) {
            return ValueNode.class.isAssignableFrom(type) && !BinaryNode.class.isAssignableFrom(type);
        }
        return Shape.isPlatform(type) && !type.isArray() && !isContainer(type) && !isMutable(type);
    }

    private static boolean isContainer(Class<?> type) {
        return Iterable.class.isAssignableFrom(type)
                || java.util.Map.class.isAssignableFrom(type)
                || type == Optional.class;
    }

    private static boolean isMutable(Class<?> type) {
        return Date.class.isAssignableFrom(type)
                || AtomicInteger.class.isAssignableFrom(type)
                || AtomicLong.class.isAssignableFrom(type)
                || AtomicBoolean.class.isAssignableFrom(type)
                || CharSequence.class.isAssignableFrom(type)
                || java.util.Calendar.class.isAssignableFrom(type)
                || java.util.BitSet.class.isAssignableFrom(type)
                || type.getPackageName().equals("java.util.concurrent.atomic")
                || type.getPackageName().startsWith("java.nio");
    }
}
