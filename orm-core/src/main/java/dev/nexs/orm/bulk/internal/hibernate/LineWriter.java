package dev.nexs.orm.bulk.internal.hibernate;

import dev.nexs.orm.bulk.internal.CopyBuffer;
import dev.nexs.orm.bulk.internal.CopyTarget;
import dev.nexs.orm.bulk.internal.PgType;
import dev.nexs.orm.bulk.internal.TableShape;
import dev.nexs.orm.bulk.internal.UnsuitableValueException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.BasicEntityIdentifierMapping;
import org.hibernate.metamodel.mapping.BasicValuedModelPart;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.metamodel.mapping.EntityIdentifierMapping;
import org.hibernate.metamodel.mapping.ForeignKeyDescriptor;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.ModelPart;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.metamodel.mapping.internal.EmbeddedAttributeMapping;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.property.access.spi.Getter;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.proxy.LazyInitializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the lines of one class in one table. Used by one thread.
 *
 * <p>Getter and writer of a column are joined to one method handle, those of eight columns to one again; the virtual machine
 * compiles each as if it were written out, with fields read directly and primitives unboxed. Embeddables are read through,
 * a to-one gives its identifier. What is neither (composite keys, {@code @Any}, types of the user's own) is taken apart by
 * Hibernate itself, more slowly.
 */
@SuppressWarnings("removal") // 7.4.15 announces another way to members, which 7.4.5 does not have
final class LineWriter {

    private static final Lookup LOOKUP = MethodHandles.lookup();
    private static final MethodType FIELD = MethodType.methodType(void.class, Object.class, CopyBuffer.class);
    private static final int COLUMNS_AT_ONCE = 8;
    private static final MethodHandle WRITE = handle(FieldWriter.class, "write", FIELD);
    private static final MethodHandle PUT =
            handle(CopyBuffer.class, "putBytes", MethodType.methodType(void.class, byte[].class));
    private static final MethodHandle IS_NULL = isNull();

    private final String subject;
    private final TableShape shape;
    private final SharedSessionContractImplementor values;
    private final Capture capture;
    private final List<String> problems;
    private final TypeCheck check = new TypeCheck();
    private final List<Part> parts = new ArrayList<>();
    private final List<CopyTarget.Column> columns = new ArrayList<>();
    private MethodHandle[] handles = new MethodHandle[0];
    private final List<AttributeMapping> content = new ArrayList<>();
    private boolean optional;
    private boolean binary = true;

    LineWriter(
            String subject,
            TableShape shape,
            SharedSessionContractImplementor values,
            Capture capture,
            List<String> problems) {
        this.subject = subject;
        this.shape = shape;
        this.values = values;
        this.capture = capture;
        this.problems = problems;
    }

    /** A column of a part. */
    private record Slot(SelectableMapping selectable, TableShape.Column column, int place) {}

    /** Columns that are written together, and what makes their handle once the format is known. */
    private record Part(String attribute, List<Slot> slots, Function<List<Slot>, MethodHandle> compile) {}

    private static MethodHandle handle(Class<?> type, String name, MethodType method) {
        try {
            return LOOKUP.findVirtual(type, name, method);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static MethodHandle isNull() {
        try {
            return LOOKUP.findStatic(Objects.class, "isNull", MethodType.methodType(boolean.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    List<CopyTarget.Column> columns() {
        return columns;
    }

    boolean isBinary() {
        return binary;
    }

    void missing(String attribute, String column) {
        problems.add(attribute + " is mapped to column " + column + ", which " + shape.name()
                + " does not have; it has " + String.join(", ", shape.columns().keySet()));
    }

    private @Nullable Slot slot(String attribute, SelectableMapping selectable) {
        String name = selectable.getSelectionExpression();
        TableShape.Column column = shape.column(name);
        if (column == null) {
            missing(subject + "." + attribute, name);
            return null;
        }
        String write = selectable.getCustomWriteExpression();
        if (write != null && !write.equals("?")) {
            problems.add(subject + "." + attribute + " is written as " + write
                    + ", which COPY cannot compute; leave @ColumnTransformer(write) out, or use a session");
        }
        if (column.computed()) {
            problems.add(subject + "." + attribute + " is mapped to " + shape.name() + "." + column.name()
                    + ", which the server computes; map it with insertable = false");
        }
        String mismatch = check.mismatch(selectable, column);
        if (mismatch != null) {
            problems.add(subject + "." + attribute + " is " + mismatch + " here, " + column.definition() + " in "
                    + shape.name());
        }
        binary &= column.type().writer() != null;
        columns.add(new CopyTarget.Column(name, attribute, column.definition()));
        return new Slot(selectable, column, columns.size() - 1);
    }

    /** The identifier, or what refers to it. */
    void addKey(EntityPersister persister, List<SelectableMapping> keys) {
        EntityIdentifierMapping id = persister.getIdentifierMapping();
        String name = persister.getIdentifierPropertyName() == null ? "id" : persister.getIdentifierPropertyName();
        List<SelectableMapping> own = new ArrayList<>();
        id.forEachSelectable((i, selectable) -> own.add(selectable));
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            Slot slot = slot(name, keys.get(i));
            if (slot != null) {
                slots.add(new Slot(own.get(i), slot.column(), slot.place()));
            }
        }
        if (id instanceof BasicEntityIdentifierMapping basic) {
            Getter getter = basic.getPropertyAccess().getGetter();
            parts.add(new Part(name, slots, written -> basic(name, written.get(0), getter)));
        } else {
            parts.add(new Part(name, slots, written -> {
                Decomposed decomposed = new Decomposed(
                        id, entity -> persister.getIdentifier(entity, values), writers(name, written), own);
                return decomposed.handle();
            }));
        }
    }

    /** An attribute's columns in this table. */
    void addAttribute(AttributeMapping attribute, Predicate<SelectableMapping> here) {
        if (attribute instanceof ToOneAttributeMapping toOne
                && toOne.getSideNature() == ForeignKeyDescriptor.Nature.TARGET) {
            return;
        }
        String name = attribute.getAttributeName();
        if (attribute instanceof EmbeddedAttributeMapping embedded && isPlain(embedded)) {
            List<Part> before = List.copyOf(parts);
            embedded.getEmbeddableTypeDescriptor().forEachAttributeMapping(inner -> addAttribute(inner, here));
            List<Part> inner = new ArrayList<>(parts.subList(before.size(), parts.size()));
            parts.subList(before.size(), parts.size()).clear();
            List<Slot> slots =
                    inner.stream().flatMap(each -> each.slots().stream()).toList();
            slots.forEach(slot -> {
                CopyTarget.Column column = columns.get(slot.place());
                columns.set(
                        slot.place(),
                        new CopyTarget.Column(column.sql(), name + "." + column.attribute(), column.definition()));
            });
            if (!slots.isEmpty()) {
                Getter getter = embedded.getPropertyAccess().getGetter();
                parts.add(new Part(name, slots, written -> through(name, getter, inner, written)));
            }
            return;
        }
        List<SelectableMapping> own = new ArrayList<>();
        attribute.forEachSelectable((i, selectable) -> {
            if (!selectable.isFormula() && selectable.isInsertable() && here.test(selectable)) {
                own.add(selectable);
            }
        });
        List<Slot> slots = own.stream()
                .map(selectable -> slot(name, selectable))
                .filter(Objects::nonNull)
                .toList();
        if (slots.isEmpty()) {
            return;
        }
        Getter getter = attribute.getPropertyAccess().getGetter();
        if (attribute instanceof BasicValuedModelPart && slots.size() == 1) {
            parts.add(new Part(name, slots, written -> basic(name, written.get(0), getter)));
        } else if (attribute instanceof ToOneAttributeMapping toOne && slots.size() == 1 && refersToBasicId(toOne)) {
            parts.add(new Part(name, slots, written -> reference(name, written.get(0), getter, toOne)));
        } else {
            parts.add(new Part(
                    name,
                    slots,
                    written -> new Decomposed(attribute, getter::get, writers(name, written), own).handle()));
        }
    }

    private static boolean isPlain(EmbeddedAttributeMapping embedded) {
        EmbeddableMappingType type = embedded.getEmbeddableTypeDescriptor();
        Class<?> read = embedded.getPropertyAccess().getGetter().getReturnTypeClass();
        boolean[] plain = {type.getAggregateMapping() == null && !type.isPolymorphic()};
        type.forEachAttributeMapping(inner -> {
            Member member = inner.getPropertyAccess().getGetter().getMember();
            plain[0] &= member != null && member.getDeclaringClass().isAssignableFrom(read);
        });
        return plain[0];
    }

    private static boolean refersToBasicId(ToOneAttributeMapping toOne) {
        return toOne.isReferenceToPrimaryKey()
                && toOne.getAssociatedEntityMappingType().getIdentifierMapping()
                        instanceof BasicEntityIdentifierMapping;
    }

    /** All columns are known: if one has no binary form, the whole table takes the text format. */
    void chooseFormat(Set<String> warnings) {
        if (!binary) {
            String without = columns.stream()
                    .filter(each -> Objects.requireNonNull(shape.column(each.sql()))
                                    .type()
                                    .writer()
                            == null)
                    .map(each -> each.name() + " " + each.definition())
                    .reduce((one, other) -> one + ", " + other)
                    .orElse("");
            warnings.add(shape.name()
                    + " is loaded in COPY's text format, which is slower: there is no binary form for " + without);
        }
    }

    void addConstant(String name, TableShape.Column column, byte @Nullable [] value) {
        columns.add(new CopyTarget.Column(name, null, column.definition()));
        CopyBuffer field = new CopyBuffer();
        if (!binary) {
            field.textField(columns.size() == 1, value == null ? null : new String(value, StandardCharsets.UTF_8));
        } else if (value == null) {
            field.nullField();
        } else {
            field.binary(value);
        }
        byte[] bytes = field.toBytes();
        parts.add(new Part(
                name,
                List.of(),
                none -> MethodHandles.dropArguments(
                        MethodHandles.insertArguments(PUT, 1, (Object) bytes), 0, Object.class)));
    }

    void finish(boolean optional) {
        List<MethodHandle> fields = new ArrayList<>();
        for (Part part : parts) {
            fields.add(part.compile().apply(part.slots()));
        }
        List<MethodHandle> joined = new ArrayList<>();
        for (int i = 0; i < fields.size(); i += COLUMNS_AT_ONCE) {
            joined.add(inTurn(fields.subList(i, Math.min(fields.size(), i + COLUMNS_AT_ONCE))));
        }
        handles = joined.toArray(MethodHandle[]::new);
        this.optional = optional;
    }

    /** An attribute that decides whether there is a line at all. */
    void countsForOptional(AttributeMapping attribute) {
        content.add(attribute);
    }

    /** {@return whether an entity has a line: of an optional table, if anything is in it} */
    boolean isWanted(Object entity) {
        if (!optional) {
            return true;
        }
        for (AttributeMapping attribute : content) {
            if (attribute.getValue(entity) != null) {
                return true;
            }
        }
        return false;
    }

    void write(Object entity, CopyBuffer into) {
        try {
            if (binary) {
                into.putShort(columns.size());
            }
            for (MethodHandle handle : handles) {
                handle.invokeExact(entity, into);
            }
            if (!binary) {
                into.putByte('\n');
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle inTurn(List<MethodHandle> handles) {
        MethodHandle all = handles.get(handles.size() - 1);
        for (int i = handles.size() - 2; i >= 0; i--) {
            all = MethodHandles.foldArguments(all, handles.get(i));
        }
        return all;
    }

    private FieldWriter writer(String attribute, Slot slot, UnaryOperator<@Nullable Object> conversion) {
        return new FieldWriter(
                subject,
                attribute,
                slot.column().name(),
                slot.column().definition(),
                slot.column().notNull() && !shape.fillsIn(),
                slot.place() == 0,
                binary ? slot.column().type().writer() : null,
                conversion);
    }

    /** Writers of values that Hibernate has taken apart, and so has converted. */
    private List<FieldWriter> writers(String attribute, List<Slot> slots) {
        return slots.stream()
                .map(slot -> {
                    JdbcMapping mapping = slot.selectable().getJdbcMapping();
                    boolean direct = check.isDirect(mapping, slot.column().type(), values);
                    return writer(
                            attribute,
                            slot,
                            value -> direct || value == null ? value : capture.bind(mapping, value, values));
                })
                .toList();
    }

    @SuppressWarnings("EnumOrdinal") // of the running program; what is stored is what Hibernate binds
    private UnaryOperator<@Nullable Object> conversion(JdbcMapping mapping, PgType type) {
        Object[] constants = check.constants(mapping);
        if (constants != null) {
            @Nullable Object[] bound = new Object[constants.length];
            for (int i = 0; i < constants.length; i++) {
                Object relational = mapping.convertToRelationalValue(constants[i]);
                bound[i] = relational == null ? null : capture.bind(mapping, relational, values);
            }
            return value -> value == null ? null : bound[((Enum<?>) value).ordinal()];
        }
        boolean direct = check.isDirect(mapping, type, values);
        boolean converted = mapping.getValueConverter() != null;
        if (direct && !converted) {
            return UnaryOperator.identity();
        }
        return value -> {
            Object relational = converted ? mapping.convertToRelationalValue(value) : value;
            return direct || relational == null ? relational : capture.bind(mapping, relational, values);
        };
    }

    private MethodHandle basic(String attribute, Slot slot, Getter getter) {
        JdbcMapping mapping = slot.selectable().getJdbcMapping();
        MethodHandle get = getter(getter);
        Class<?> read = get.type().returnType();
        FieldWriter writer =
                writer(attribute, slot, conversion(mapping, slot.column().type()));
        MethodHandle write = binary
                        && read.isPrimitive()
                        && mapping.getValueConverter() == null
                        && check.isDirect(mapping, slot.column().type(), values)
                ? primitive(writer, read, slot.column().type().name())
                : null;
        return write != null
                ? MethodHandles.filterArguments(write, 0, get)
                : MethodHandles.filterArguments(
                        WRITE.bindTo(writer), 0, get.asType(get.type().changeReturnType(Object.class)));
    }

    private static @Nullable MethodHandle primitive(FieldWriter writer, Class<?> read, String column) {
        String name = switch (column) {
            case "int2" -> read == short.class || read == byte.class ? "writeShort" : null;
            case "int4" -> read == int.class || read == short.class || read == byte.class ? "writeInt" : null;
            case "int8" -> read == long.class || read == int.class || read == short.class ? "writeLong" : null;
            case "bool" -> read == boolean.class ? "writeBoolean" : null;
            case "float4" -> read == float.class ? "writeFloat" : null;
            case "float8" -> read == double.class || read == float.class ? "writeDouble" : null;
            default -> null;
        };
        if (name == null) {
            return null;
        }
        Class<?> written = switch (column) {
            case "int2" -> short.class;
            case "int4" -> int.class;
            case "int8" -> long.class;
            case "bool" -> boolean.class;
            case "float4" -> float.class;
            default -> double.class;
        };
        MethodType type = MethodType.methodType(void.class, written, CopyBuffer.class);
        return handle(FieldWriter.class, name, type).bindTo(writer).asType(type.changeParameterType(0, read));
    }

    /** {@return (Object) to whatever is read} */
    private static MethodHandle getter(Getter getter) {
        try {
            Member member = getter.getMember();
            MethodHandle handle;
            if (member instanceof Field field && getter.getMethod() == null) {
                field.setAccessible(true);
                handle = LOOKUP.unreflectGetter(field);
            } else if (member instanceof Method method) {
                method.setAccessible(true);
                handle = LOOKUP.unreflect(method);
            } else {
                handle = LOOKUP.findVirtual(Getter.class, "get", MethodType.methodType(Object.class, Object.class))
                        .bindTo(getter);
            }
            return handle.asType(handle.type().changeParameterType(0, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private MethodHandle reference(String attribute, Slot slot, Getter getter, ToOneAttributeMapping toOne) {
        EntityPersister target = toOne.getAssociatedEntityMappingType().getEntityPersister();
        UnaryOperator<@Nullable Object> conversion =
                conversion(slot.selectable().getJdbcMapping(), slot.column().type());
        FieldWriter writer = writer(attribute, slot, referred -> {
            if (referred == null) {
                return null;
            }
            LazyInitializer lazy = HibernateProxy.extractLazyInitializer(referred);
            Object id = lazy == null ? target.getIdentifier(referred, values) : lazy.getInternalIdentifier();
            if (id == null) {
                throw withoutId(attribute, slot, target);
            }
            return conversion.apply(id);
        });
        MethodHandle get = getter(getter);
        return MethodHandles.filterArguments(
                WRITE.bindTo(writer), 0, get.asType(get.type().changeReturnType(Object.class)));
    }

    private UnsuitableValueException withoutId(String attribute, Slot slot, EntityPersister target) {
        return new UnsuitableValueException(
                "23503",
                subject + "." + attribute + " refers to a "
                        + target.getMappedClass().getSimpleName()
                        + " that has no id yet; load or persist that one first",
                attribute,
                slot.column().name(),
                null);
    }

    private MethodHandle through(String attribute, Getter getter, List<Part> inner, List<Slot> slots) {
        MethodHandle present = inTurn(
                inner.stream().map(part -> part.compile().apply(part.slots())).toList());
        MethodHandle absent = inTurn(slots.stream()
                .map(slot -> WRITE.bindTo(writer(attribute, slot, UnaryOperator.identity())))
                .toList());
        MethodHandle get = getter(getter);
        return MethodHandles.filterArguments(
                MethodHandles.guardWithTest(MethodHandles.dropArguments(IS_NULL, 1, CopyBuffer.class), absent, present),
                0,
                get.asType(get.type().changeReturnType(Object.class)));
    }

    /** Written by letting Hibernate take a value apart. */
    private final class Decomposed {

        private static final MethodHandle HANDLE = LineWriter.handle(Decomposed.class, "write", FIELD);

        private final ModelPart part;
        private final UnaryOperator<@Nullable Object> read;
        private final List<FieldWriter> writers;
        private final List<SelectableMapping> written;
        private int next;

        Decomposed(
                ModelPart part,
                UnaryOperator<@Nullable Object> read,
                List<FieldWriter> writers,
                List<SelectableMapping> written) {
            this.part = part;
            this.read = read;
            this.writers = writers;
            this.written = written;
        }

        MethodHandle handle() {
            return HANDLE.bindTo(this);
        }

        @SuppressWarnings("UnusedMethod") // HANDLE is it
        void write(Object entity, CopyBuffer into) {
            next = 0;
            part.decompose(
                    read.apply(entity),
                    0,
                    this,
                    into,
                    (index, self, buffer, value, selectable) -> self.accept(value, selectable, buffer),
                    values);
            while (next < writers.size()) {
                writers.get(next++).write(null, into);
            }
        }

        private void accept(@Nullable Object value, SelectableMapping selectable, CopyBuffer into) {
            if (next < writers.size()
                    && written.get(next).getSelectionExpression().equals(selectable.getSelectionExpression())) {
                writers.get(next++).write(value, into);
            }
        }
    }
}
