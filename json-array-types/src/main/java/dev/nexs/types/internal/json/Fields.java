package dev.nexs.types.internal.json;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a class of the application are compared and copied.
 *
 * <p>They are compared by the properties that Jackson writes, read as Jackson reads them. They are copied by all their
 * fields: those behind a property are copied in depth, the others are shared. Where a getter might show what is shared
 * (it does not simply give the field of its name, and there is such a field), no copy is made, and the JSON stands in.
 */
final class Fields {

    private final Class<?> type;
    private final boolean allFinal;
    private final boolean exactLeaves;
    private final Part[] parts;
    private final Part[] backed;
    private final Check[] checks;
    private final boolean sharesUnseen;
    private final MethodHandle sameLeaves;
    private final @Nullable MethodHandle copy;

    /**
     * A property that Jackson writes.
     *
     * @param accessor the field or method that it is read with
     * @param type its declared type
     * @param leaf whether its values need no walk
     * @param exact whether two of them that are not equal are written differently
     * @param special whether they are not written as any value of their class
     */
    record Property(Member accessor, Class<?> type, boolean leaf, boolean exact, boolean special) {

        Property inexact() {
            return new Property(accessor, type, leaf, false, special);
        }
    }

    /** Whether a getter gives the field of its name. */
    private record Check(MethodHandle getter, MethodHandle field, boolean identical) {

        boolean holds(Object value) throws Throwable {
            Object got = (Object) getter.invokeExact(value);
            Object held = (Object) field.invokeExact(value);
            return got == held || (!identical && Objects.equals(got, held));
        }
    }

    private Fields(Class<?> type, List<Property> properties, List<Field> fields) throws ReflectiveOperationException {
        this.type = type;
        this.allFinal = fields.stream().allMatch(field -> Modifier.isFinal(field.getModifiers()));
        List<Property> leaves = properties.stream().filter(Property::leaf).toList();
        List<Property> walked =
                properties.stream().filter(property -> !property.leaf()).toList();
        this.exactLeaves = leaves.stream().allMatch(leaf -> leaf.exact() && !leaf.special());
        this.sameLeaves = Handles.comparison(type, leaves);
        Map<Property, Field> behind = behind(properties, fields);
        List<Part> found = new ArrayList<>();
        List<Part> copied = new ArrayList<>();
        List<Field> copiedFields = new ArrayList<>();
        for (Property property : walked) {
            Part part = new Part(property.type(), property.special(), Handles.getter(property.accessor()));
            found.add(part);
            Field field = behind.get(property);
            if (field != null && !copiedFields.contains(field)) {
                copied.add(part);
                copiedFields.add(field);
            }
        }
        this.parts = found.toArray(new Part[0]);
        this.backed = copied.toArray(new Part[0]);
        List<Field> unseen = fields.stream()
                .filter(field -> !copiedFields.contains(field) && !Part.isLeaf(field.getType()))
                .toList();
        boolean computed = properties.stream().anyMatch(property -> !behind.containsKey(property));
        this.sharesUnseen = !unseen.isEmpty() && computed;
        this.checks = unseen.isEmpty() ? new Check[0] : checks(properties, behind);
        this.copy = copy(new Handles(type, fields, copiedFields));
    }

    /** Null if not all of it can be read. */
    static @Nullable Fields of(Class<?> type, List<Property> properties) {
        List<Field> fields = new ArrayList<>();
        for (Class<?> c = type; c != null && !Kind.isPlatform(c); c = c.getSuperclass()) {
            Arrays.stream(c.getDeclaredFields())
                    .filter(field -> !Modifier.isStatic(field.getModifiers()))
                    .forEach(fields::add);
        }
        boolean open = fields.stream().allMatch(Field::trySetAccessible)
                && properties.stream()
                        .allMatch(property -> ((AccessibleObject) property.accessor()).trySetAccessible());
        try {
            return open ? new Fields(type, properties, fields) : null;
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    private static Map<Property, Field> behind(List<Property> properties, List<Field> fields) {
        Map<Property, Field> behind = new LinkedHashMap<>();
        for (Property property : properties) {
            for (Field field : fields) {
                if (isBehind(field, property.accessor())) {
                    behind.putIfAbsent(property, field);
                }
            }
        }
        return behind;
    }

    private static boolean isBehind(Field field, Member accessor) {
        return accessor instanceof Method method
                ? method.getReturnType() == field.getType() && nameOf(method).equals(field.getName())
                : accessor.equals(field);
    }

    private static String nameOf(Method getter) {
        String name = getter.getName();
        String plain = name.startsWith("get") ? name.substring(3) : name.startsWith("is") ? name.substring(2) : "";
        return plain.isEmpty() ? name : plain.substring(0, 1).toLowerCase(Locale.ROOT) + plain.substring(1);
    }

    private static Check[] checks(List<Property> properties, Map<Property, Field> behind)
            throws ReflectiveOperationException {
        List<Check> checks = new ArrayList<>();
        for (Property property : properties) {
            Field field = behind.get(property);
            if (field != null && property.accessor() instanceof Method) {
                checks.add(new Check(Handles.getter(property.accessor()), Handles.getter(field), !property.leaf()));
            }
        }
        return checks.toArray(new Check[0]);
    }

    private @Nullable MethodHandle copy(Handles handles) {
        if (sharesUnseen || (allFinal && !type.isRecord())) {
            return null;
        }
        try {
            Constructor<?> constructor = type.isRecord()
                    ? type.getDeclaredConstructor(Handles.componentTypes(type))
                    : type.getDeclaredConstructor();
            if (!constructor.trySetAccessible()) {
                return null;
            }
            return type.isRecord() ? handles.recordCopy(constructor) : handles.copy(constructor);
        } catch (ReflectiveOperationException | IllegalArgumentException e) { // or more components than a handle takes
            return null;
        }
    }

    /** Whether no field can be assigned after construction, so that a value with immutable parts is immutable. */
    boolean isImmutable() {
        return allFinal && !sharesUnseen && checks.length == 0;
    }

    /** The properties that have to be walked. */
    Part[] parts() {
        return parts;
    }

    /** Those of them that a field of the value holds. */
    Part[] backed() {
        return backed;
    }

    /** Whether other leaves mean other JSON. */
    boolean exactLeaves() {
        return exactLeaves;
    }

    /** Whether the values are the same in all properties that need no walk. */
    boolean sameLeaves(Object one, Object other) {
        try {
            return (boolean) sameLeaves.invokeExact(one, other);
        } catch (Throwable e) {
            throw UncopyableException.because(type, e);
        }
    }

    /** A copy of a value that holds these in the place of its {@link #backed()} parts; throws if none can be made. */
    Object copy(Object original, @Nullable Object[] held) {
        if (copy == null) {
            throw new UncopyableException(type, null);
        }
        try {
            for (Check check : checks) {
                if (!check.holds(original)) {
                    throw new UncopyableException(type, null);
                }
            }
            return (Object) copy.invokeExact(original, held);
        } catch (Throwable e) {
            throw UncopyableException.because(type, e);
        }
    }
}
