package dev.nexs.orm.query;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.hibernate.query.ResultListTransformer;
import org.hibernate.query.TupleTransformer;
import org.jspecify.annotations.Nullable;

/**
 * Makes records or beans of rows. Immutable and thread-safe; what it learns of a query's columns it keeps.
 *
 * <p>A column belongs to the component of the same name, underscores and case aside, or to a component of a nested type
 * whose name it begins with: {@code customer_name} is {@code customerName}, or {@code name} of {@code customer}. A nested
 * object whose columns are all null is null. A nested {@code List} collects: rows that agree in all else become one, wherever
 * they stand in the result. Each column needs a component and each component a column.
 *
 * @param <T> what rows become
 */
public final class RecordMapper<T> implements TupleTransformer<T>, ResultListTransformer<T> {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private final Class<T> type;
    private final boolean lenient;
    private final Map<Class<?>, Function<Object, ?>> converters;
    private final Shape shape;
    private final Map<List<String>, Plan> plans = new ConcurrentHashMap<>();

    private RecordMapper(Class<T> type, boolean lenient, Map<Class<?>, Function<Object, ?>> converters) {
        this.type = type;
        this.lenient = lenient;
        this.converters = converters;
        this.shape = Shape.of(type, converters, Set.of());
    }

    static <T> RecordMapper<T> of(Class<T> type) {
        return new RecordMapper<>(type, false, Map.of());
    }

    /** {@return a mapper that passes over columns without a component, and leaves components without a column empty} */
    public RecordMapper<T> lenient() {
        return new RecordMapper<>(type, true, converters);
    }

    /** {@return a mapper that makes values of {@code value} by {@code converter}, which is given what the driver gave} */
    public <V> RecordMapper<T> converting(Class<V> value, Function<Object, ? extends V> converter) {
        Map<Class<?>, Function<Object, ?>> more = new HashMap<>(converters);
        more.put(value, converter);
        return new RecordMapper<>(type, lenient, Map.copyOf(more));
    }

    /** What a type is made of. */
    private static final class Shape {

        private final Class<?> type;
        private final boolean simple;
        private final List<Component> components = new ArrayList<>();
        private final @Nullable MethodHandle constructor;

        private Shape(Class<?> type, boolean simple, @Nullable MethodHandle constructor) {
            this.type = type;
            this.simple = simple;
            this.constructor = constructor;
        }

        static Shape of(Type declared, Map<Class<?>, Function<Object, ?>> converters, Set<Class<?>> outer) {
            Class<?> type = Values.raw(declared);
            if (Values.isSimple(declared, converters)) {
                return new Shape(type, true, null);
            }
            if (outer.contains(type)) {
                throw new IllegalArgumentException(
                        type.getName() + " contains itself, so no query has all its columns");
            }
            Set<Class<?>> around = new java.util.HashSet<>(outer);
            around.add(type);
            try {
                return type.isRecord() ? ofRecord(type, converters, around) : ofBean(type, converters, around);
            } catch (ReflectiveOperationException | RuntimeException e) {
                if (e instanceof IllegalArgumentException own) {
                    throw own;
                }
                throw new IllegalArgumentException(
                        "Rows cannot become a " + type.getName()
                                + ": it must be a record, a bean with a constructor without parameters, or one value",
                        e);
            }
        }

        private static Shape ofRecord(
                Class<?> type, Map<Class<?>, Function<Object, ?>> converters, Set<Class<?>> around)
                throws ReflectiveOperationException {
            RecordComponent[] parts = type.getRecordComponents();
            Constructor<?> canonical = type.getDeclaredConstructor(
                    Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new));
            canonical.setAccessible(true);
            Shape shape = new Shape(type, false, spread(LOOKUP.unreflectConstructor(canonical)));
            for (RecordComponent part : parts) {
                part.getAccessor().setAccessible(true);
                shape.components.add(Component.of(
                        part.getName(),
                        part.getGenericType(),
                        LOOKUP.unreflect(part.getAccessor()),
                        null,
                        converters,
                        around));
            }
            return shape;
        }

        private static Shape ofBean(Class<?> type, Map<Class<?>, Function<Object, ?>> converters, Set<Class<?>> around)
                throws ReflectiveOperationException {
            Constructor<?> empty = type.getDeclaredConstructor();
            empty.setAccessible(true);
            Shape shape = new Shape(type, false, spread(LOOKUP.unreflectConstructor(empty)));
            for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
                for (Field field : each.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
                        field.setAccessible(true);
                        shape.components.add(Component.of(
                                field.getName(),
                                field.getGenericType(),
                                LOOKUP.unreflectGetter(field),
                                LOOKUP.unreflectSetter(field)
                                        .asType(MethodType.methodType(void.class, Object.class, Object.class)),
                                converters,
                                around));
                    }
                }
            }
            return shape;
        }

        private static MethodHandle spread(MethodHandle constructor) {
            int count = constructor.type().parameterCount();
            return constructor
                    .asSpreader(Object[].class, count)
                    .asType(MethodType.methodType(Object.class, Object[].class));
        }

        boolean hasLists() {
            return components.stream().anyMatch(each -> each.list || (each.nested != null && each.nested.hasLists()));
        }

        Object make(@Nullable Object[] values) {
            try {
                MethodHandle make = java.util.Objects.requireNonNull(constructor);
                if (components.isEmpty() || components.get(0).set == null) {
                    return (Object) make.invokeExact(values);
                }
                Object bean = (Object) make.invokeExact(new Object[0]);
                for (int i = 0; i < values.length; i++) {
                    MethodHandle set = components.get(i).set;
                    if (set != null && (values[i] != null || !components.get(i).primitive)) {
                        set.invokeExact(bean, values[i]);
                    }
                }
                return bean;
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalArgumentException(type.getName() + " refused a row: " + e.getMessage(), e);
            }
        }

        /** Rows that agree in all but their lists become one. */
        List<Object> merged(Collection<?> rows) {
            Map<List<@Nullable Object>, @Nullable Object[]> groups = new LinkedHashMap<>();
            for (Object row : rows) {
                @Nullable Object[] values = taken(row);
                @Nullable Object[] key = values.clone();
                for (int i = 0; i < key.length; i++) {
                    if (components.get(i).list) {
                        key[i] = null;
                    }
                }
                @Nullable Object[] known = groups.get(Arrays.asList(key));
                if (known == null) {
                    for (int i = 0; i < values.length; i++) {
                        if (components.get(i).list) {
                            values[i] = new ArrayList<>((List<?>) java.util.Objects.requireNonNull(values[i]));
                        }
                    }
                    groups.put(Arrays.asList(key), values);
                } else {
                    for (int i = 0; i < values.length; i++) {
                        if (components.get(i).list) {
                            @SuppressWarnings("unchecked") // made here
                            List<@Nullable Object> all = (List<@Nullable Object>) known[i];
                            all.addAll((List<?>) java.util.Objects.requireNonNull(values[i]));
                        }
                    }
                }
            }
            List<Object> result = new ArrayList<>(groups.size());
            for (@Nullable Object[] values : groups.values()) {
                for (int i = 0; i < values.length; i++) {
                    Component component = components.get(i);
                    if (component.list && component.nested != null && !component.nested.simple) {
                        values[i] = component.nested.merged((List<?>) java.util.Objects.requireNonNull(values[i]));
                    }
                }
                result.add(make(values));
            }
            return result;
        }

        private @Nullable Object[] taken(Object row) {
            @Nullable Object[] values = new @Nullable Object[components.size()];
            try {
                for (int i = 0; i < values.length; i++) {
                    values[i] = (Object) components.get(i).get.invokeExact(row);
                }
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
            return values;
        }
    }

    /** A component of a record, or a field of a bean. */
    private record Component(
            String name,
            Type type,
            MethodHandle get,
            @Nullable MethodHandle set,
            boolean primitive,
            boolean list,
            @Nullable Shape nested) {

        static Component of(
                String name,
                Type type,
                MethodHandle get,
                @Nullable MethodHandle set,
                Map<Class<?>, Function<Object, ?>> converters,
                Set<Class<?>> around) {
            Class<?> raw = Values.raw(type);
            boolean simple = Values.isSimple(type, converters);
            boolean list = !simple
                    && (raw == List.class || raw == Collection.class)
                    && !Values.isSimple(Values.argument(type), converters);
            boolean plainList = !simple && !list && Collection.class.isAssignableFrom(raw);
            Type inner = list ? Values.argument(type) : type;
            return new Component(
                    name,
                    type,
                    get.asType(MethodType.methodType(Object.class, Object.class)),
                    set,
                    raw.isPrimitive(),
                    list,
                    simple || plainList ? null : Shape.of(inner, converters, around));
        }
    }

    /** How the columns of one query fill a shape. */
    private static final class Plan {

        private final Shape shape;
        private final int[] columns;
        private final @Nullable Plan[] nested;
        private final Getter[] getters;
        private final String[] labels;

        Plan(Shape shape, int size, String[] labels) {
            this.shape = shape;
            this.columns = new int[size];
            this.nested = new @Nullable Plan[size];
            this.getters = new Getter[size];
            this.labels = labels;
            Arrays.fill(columns, -1);
        }
    }

    /** Reads a column of the driver's own rows in the cheapest way. */
    @FunctionalInterface
    private interface Getter {
        @Nullable
        Object get(ResultSet row, int column) throws SQLException;
    }

    private static Getter getter(Type type, String label, Map<Class<?>, Function<Object, ?>> converters) {
        Class<?> raw = Values.raw(type);
        if (converters.containsKey(raw)) {
            return (row, column) -> Values.convert(row.getObject(column), type, label, converters);
        }
        if (raw == String.class) {
            return ResultSet::getString;
        }
        if (raw == long.class || raw == Long.class) {
            return (row, column) -> checked(row, row.getLong(column), raw, label);
        }
        if (raw == int.class || raw == Integer.class) {
            return (row, column) -> checked(row, row.getInt(column), raw, label);
        }
        if (raw == boolean.class || raw == Boolean.class) {
            return (row, column) -> checked(row, row.getBoolean(column), raw, label);
        }
        if (raw == double.class || raw == Double.class) {
            return (row, column) -> checked(row, row.getDouble(column), raw, label);
        }
        if (raw == LocalDate.class || raw == LocalDateTime.class || raw == OffsetDateTime.class) {
            return (row, column) -> row.getObject(column, raw);
        }
        if (raw == Instant.class) {
            return (row, column) -> {
                OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
                return moment == null ? null : moment.toInstant();
            };
        }
        return (row, column) -> Values.convert(row.getObject(column), type, label, converters);
    }

    private static @Nullable Object checked(ResultSet row, Object value, Class<?> raw, String label)
            throws SQLException {
        return row.wasNull() ? Values.convert(null, raw, label, Map.of()) : value;
    }

    private Plan plan(List<String> labels) {
        return plans.computeIfAbsent(labels, this::newPlan);
    }

    private Plan newPlan(List<String> labels) {
        String[] names = labels.toArray(String[]::new);
        if (shape.simple) {
            if (names.length != 1) {
                throw new IllegalArgumentException("A " + type.getSimpleName() + " takes one column, but the query has "
                        + names.length + ": " + labels);
            }
            Plan plan = new Plan(shape, 1, names);
            plan.columns[0] = 0;
            plan.getters[0] = getter(type, names[0], converters);
            return plan;
        }
        Map<String, Integer> left = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            if (left.put(Values.plain(names[i]), i) != null) {
                throw new IllegalArgumentException(
                        "The query has two columns called " + names[i] + "; give one of them another name with AS");
            }
        }
        List<String> missing = new ArrayList<>();
        Plan plan = fill(shape, "", "", left, names, missing);
        if (!lenient && (!left.isEmpty() || !missing.isEmpty())) {
            List<String> unused = left.values().stream().map(labels::get).toList();
            throw new IllegalArgumentException("The query does not fit " + type.getName() + ":"
                    + (unused.isEmpty() ? "" : " no component takes " + String.join(", ", unused))
                    + (unused.isEmpty() || missing.isEmpty() ? "" : ";")
                    + (missing.isEmpty() ? "" : " no column fills " + String.join(", ", missing))
                    + "; change either, name columns with AS, or use Records.mapper(...).lenient()");
        }
        return plan;
    }

    private Plan fill(
            Shape into, String prefix, String path, Map<String, Integer> left, String[] names, List<String> missing) {
        Plan plan = new Plan(into, into.components.size(), names);
        for (int i = 0; i < into.components.size(); i++) {
            Component component = into.components.get(i);
            if (component.nested() == null) {
                Integer column = left.remove(prefix + Values.plain(component.name()));
                if (column != null) {
                    plan.columns[i] = column;
                    plan.getters[i] = getter(component.type(), names[column], converters);
                } else {
                    missing.add(path + component.name());
                }
            }
        }
        for (int i = 0; i < into.components.size(); i++) {
            Component component = into.components.get(i);
            Shape nested = component.nested();
            if (nested == null) {
                continue;
            }
            Integer document = left.remove(prefix + Values.plain(component.name()));
            if (document != null) { // a document holds the whole of it
                plan.columns[i] = document;
                plan.getters[i] = getter(component.type(), names[document], converters);
            } else {
                List<String> lacking = new ArrayList<>();
                int before = left.size();
                plan.nested[i] = fill(
                        nested,
                        prefix + Values.plain(component.name()),
                        path + component.name() + ".",
                        left,
                        names,
                        lacking);
                if (left.size() == before) {
                    missing.add(path + component.name());
                    plan.nested[i] = null;
                } else {
                    missing.addAll(lacking);
                }
            }
        }
        return plan;
    }

    /** Where the values of a row come from. */
    @FunctionalInterface
    private interface Source {
        @Nullable
        Object value(Plan plan, int component) throws SQLException;
    }

    private @Nullable Object build(Plan plan, Source source, boolean nested) throws SQLException {
        if (plan.shape.simple) {
            return source.value(plan, 0);
        }
        @Nullable Object[] values = new @Nullable Object[plan.columns.length];
        boolean present = !nested;
        for (int i = 0; i < values.length; i++) {
            Component component = plan.shape.components.get(i);
            Plan inner = plan.nested[i];
            if (inner != null) {
                Object value = build(inner, source, true);
                values[i] =
                        !component.list() ? value : value == null ? new ArrayList<>() : new ArrayList<>(List.of(value));
                present |= value != null;
            } else if (plan.columns[i] >= 0) {
                try {
                    values[i] = source.value(plan, i);
                } catch (IllegalArgumentException e) {
                    if (nested && component.primitive() && isAbsent(plan, source)) {
                        return null;
                    }
                    throw e;
                }
                present |= values[i] != null && !(values[i] instanceof java.util.Optional<?> some && some.isEmpty());
            } else if (component.list()) {
                values[i] = new ArrayList<>();
            } else if (component.primitive()) {
                values[i] = zero(Values.raw(component.type()));
            }
        }
        return present ? plan.shape.make(values) : null;
    }

    private static boolean isAbsent(Plan plan, Source source) throws SQLException {
        for (int i = 0; i < plan.columns.length; i++) {
            if (plan.columns[i] >= 0 && !plan.shape.components.get(i).primitive() && source.value(plan, i) != null) {
                return false;
            }
        }
        return true;
    }

    private static Object zero(Class<?> primitive) {
        return java.lang.reflect.Array.get(java.lang.reflect.Array.newInstance(primitive, 1), 0);
    }

    /** One tuple of a query of Hibernate's; lists hold one element until {@link #transformList}. */
    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // a row may be one value that is null
    public T transformTuple(Object[] tuple, String[] aliases) {
        List<String> labels = new ArrayList<>(aliases.length);
        for (int i = 0; i < aliases.length; i++) {
            labels.add(aliases[i] == null ? "column" + (i + 1) : aliases[i]);
        }
        try {
            return (T) build(
                    plan(labels),
                    (plan, i) -> Values.convert(
                            tuple[plan.columns[i]],
                            plan.shape.simple
                                    ? type
                                    : plan.shape.components.get(i).type(),
                            plan.labels[plan.columns[i]],
                            converters),
                    false);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Joins rows that differ in their nested lists only; set it as the query's result list transformer, too. */
    @Override
    @SuppressWarnings("unchecked") // of what this mapper has made
    public List<T> transformList(List<T> rows) {
        return shape.hasLists() ? (List<T>) shape.merged(rows) : rows;
    }

    /** {@return the row at which {@code rows} stands} */
    @SuppressWarnings({"unchecked", "NullAway"}) // a row may be one value that is null
    public T map(ResultSet rows) throws SQLException {
        return (T) build(planOf(rows), (plan, i) -> plan.getters[i].get(rows, plan.columns[i] + 1), false);
    }

    /** {@return all rows from here on, with nested lists collected} */
    @SuppressWarnings({"unchecked", "NullAway"}) // a row may be one value that is null
    public List<T> list(ResultSet rows) throws SQLException {
        Plan plan = planOf(rows);
        List<T> all = new ArrayList<>();
        while (rows.next()) {
            all.add((T) build(plan, (at, i) -> at.getters[i].get(rows, at.columns[i] + 1), false));
        }
        return transformList(all);
    }

    /** A function from rows to objects for one result, whose columns are looked at once. */
    RowFunction<T> function(ResultSet rows) throws SQLException {
        Plan plan = planOf(rows);
        @SuppressWarnings({"unchecked", "NullAway"}) // a row may be one value that is null
        RowFunction<T> function = row -> (T) build(plan, (at, i) -> at.getters[i].get(row, at.columns[i] + 1), false);
        return function;
    }

    /** Makes an object of a row. */
    interface RowFunction<T> {
        T map(ResultSet row) throws SQLException;
    }

    boolean hasLists() {
        return shape.hasLists();
    }

    private Plan planOf(ResultSet rows) throws SQLException {
        return plan(labels(rows.getMetaData()));
    }

    /** Fails if columns and components do not fit. */
    void check(ResultSetMetaData columns) throws SQLException {
        plan(labels(columns));
    }

    private static List<String> labels(ResultSetMetaData columns) throws SQLException {
        List<String> labels = new ArrayList<>(columns.getColumnCount());
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            labels.add(columns.getColumnLabel(i));
        }
        return labels;
    }
}
