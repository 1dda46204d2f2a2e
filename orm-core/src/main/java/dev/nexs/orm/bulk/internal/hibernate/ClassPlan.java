package dev.nexs.orm.bulk.internal.hibernate;

import dev.nexs.orm.bulk.internal.CopyTarget;
import dev.nexs.orm.bulk.internal.PgType;
import dev.nexs.orm.bulk.internal.Segment;
import dev.nexs.orm.bulk.internal.TableShape;
import dev.nexs.orm.bulk.internal.TextForm;
import dev.nexs.orm.bulk.internal.Units;
import dev.nexs.orm.bulk.internal.UnsuitableValueException;
import java.lang.reflect.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hibernate.boot.model.relational.QualifiedSequenceName;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.generator.BeforeExecutionGenerator;
import org.hibernate.generator.EventType;
import org.hibernate.generator.Generator;
import org.hibernate.generator.OnExecutionGenerator;
import org.hibernate.id.enhanced.NoopOptimizer;
import org.hibernate.id.enhanced.Optimizer;
import org.hibernate.id.enhanced.PooledLoOptimizer;
import org.hibernate.id.enhanced.PooledLoThreadLocalOptimizer;
import org.hibernate.id.enhanced.PooledOptimizer;
import org.hibernate.id.enhanced.SequenceStyleGenerator;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.BasicValuedModelPart;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.EntityMutationTarget;
import org.hibernate.persister.entity.mutation.EntityTableMapping;
import org.hibernate.sql.model.MutationType;
import org.hibernate.sql.model.ast.ColumnValueBinding;
import org.hibernate.sql.model.ast.TableInsert;
import org.hibernate.sql.model.ast.builder.MutationGroupBuilder;
import org.hibernate.sql.model.ast.builder.TableInsertBuilderStandard;
import org.hibernate.sql.model.ast.builder.TableMutationBuilder;
import org.jspecify.annotations.Nullable;

/**
 * How entities of one concrete class become lines: what is generated first, then a compiled writer for each of its tables.
 * What Hibernate itself would add to an INSERT (discriminators, markers of soft deletes) is asked of its own builders, so
 * that any module's additions are there. Used by one thread.
 */
public final class ClassPlan {

    private final EntityPersister persister;
    private final EntityMutationTarget mutations;
    private final int firstTarget;
    private final SessionFactoryImplementor factory;
    private final SharedSessionContractImplementor values;
    private final Capture capture;
    private final Units units;
    private final boolean callbacks;
    private final long expectedRows;
    private final boolean forUpdate;
    private final Set<String> changeable = new HashSet<>();
    private final Map<String, @Nullable String> constantTexts = new HashMap<>();
    private final String subject;
    private final List<Consumer<Object>> steps = new ArrayList<>();
    private final List<LineWriter> lines = new ArrayList<>();
    private final List<CopyTarget> targets = new ArrayList<>();
    private boolean rowSecurity;

    ClassPlan(
            EntityPersister persister,
            int firstTarget,
            SessionFactoryImplementor factory,
            SharedSessionContractImplementor values,
            Capture capture,
            Units units,
            boolean callbacks,
            long expectedRows,
            boolean forUpdate) {
        this.persister = persister;
        this.mutations = (EntityMutationTarget) persister;
        this.firstTarget = firstTarget;
        this.factory = factory;
        this.values = values;
        this.capture = capture;
        this.units = units;
        this.callbacks = callbacks;
        this.expectedRows = expectedRows;
        this.forUpdate = forUpdate;
        this.subject = persister.getMappedClass().getSimpleName();
    }

    List<CopyTarget> targets() {
        return targets;
    }

    boolean rowSecurity() {
        return rowSecurity;
    }

    void encode(Object entity, Segment into) {
        for (Consumer<Object> step : steps) {
            step.accept(entity);
        }
        for (int i = 0; i < lines.size(); i++) {
            LineWriter line = lines.get(i);
            if (line.isWanted(entity)) {
                line.write(entity, into.line(firstTarget + i));
            }
        }
    }

    void prepare(Connection connection, List<String> problems, Set<String> warnings) throws SQLException {
        if (callbacks && !forUpdate) {
            steps.add(entity -> factory.getEventEngine().getCallbackRegistry().preCreate(entity));
        }
        List<EntityTableMapping> tables = new ArrayList<>();
        for (EntityTableMapping table : mutations.getTableMappings()) {
            if (!table.isInverse()) {
                tables.add(table);
            }
        }
        boolean identityLeftOut = prepareId(tables, connection, problems);
        prepareGenerated();
        refuseCollections();
        Map<String, List<ColumnValueBinding>> added = added(tables);
        for (EntityTableMapping table : tables) {
            TableShape shape = TableShape.read(connection, table.getTableName());
            if (shape == null) {
                problems.add("its table " + table.getTableName() + " is not there for this role and search path");
                continue;
            }
            inspect(shape, problems, warnings);
            prepare(
                    table,
                    shape,
                    identityLeftOut && table.isIdentifierTable(),
                    added.getOrDefault(table.getTableName(), List.of()),
                    connection,
                    problems,
                    warnings);
        }
    }

    private void inspect(TableShape shape, List<String> problems, Set<String> warnings) {
        if (!shape.mayInsert()) {
            problems.add("the role may not INSERT into " + shape.name());
        }
        if (shape.rowSecurity()) {
            rowSecurity = true;
            warnings.add("row-level security holds on " + shape.name()
                    + ", where COPY is refused; rows go by way of a temporary table");
        }
        if (!shape.insertTriggers().isEmpty()) {
            warnings.add(
                    "triggers of " + shape.name() + " run for its rows: " + String.join(", ", shape.insertTriggers()));
        }
    }

    /** {@return what Hibernate adds to inserts of its own accord, by table} */
    private Map<String, List<ColumnValueBinding>> added(List<EntityTableMapping> tables) {
        MutationGroupBuilder group = new MutationGroupBuilder(MutationType.INSERT, mutations);
        tables.forEach(
                table -> group.addTableDetailsBuilder(new TableInsertBuilderStandard(mutations, table, factory)));
        mutations.addDiscriminatorToInsertGroup(group);
        mutations.addAuxiliaryToInsertGroup(group);
        return tables.stream().collect(Collectors.toMap(EntityTableMapping::getTableName, table -> {
            TableMutationBuilder<?> builder = group.findTableDetailsBuilder(table.getTableName());
            return builder != null && builder.buildMutation() instanceof TableInsert insert
                    ? insert.getValueBindings()
                    : List.of();
        }));
    }

    private void prepare(
            EntityTableMapping table,
            TableShape shape,
            boolean identityLeftOut,
            List<ColumnValueBinding> added,
            Connection connection,
            List<String> problems,
            Set<String> warnings)
            throws SQLException {
        LineWriter line = new LineWriter(subject, shape, values, capture, problems);
        if (table.getInsertCustomSql() != null
                && table.getInsertDetails().getCustomSql() != null
                && table.isInsertCallable()) {
            problems.add("an own procedure inserts into " + table.getTableName() + ", which COPY passes by");
        }
        if (!identityLeftOut) {
            List<SelectableMapping> keys = new ArrayList<>();
            table.getKeyMapping().forEachSelectable((i, key) -> keys.add(key));
            line.addKey(persister, keys);
        }
        List<Constant> constants = new ArrayList<>();
        for (int index : table.getAttributeIndexes()) {
            AttributeMapping attribute = persister.getAttributeMappings().get(index);
            Generator generator = persister.getGenerators()[index];
            if (attribute instanceof PluralAttributeMapping) {
                continue;
            }
            if (generator != null
                    && generator.generatesOnInsert()
                    && generator.generatedOnExecution()
                    && generator instanceof OnExecutionGenerator onExecution
                    && !onExecution.writePropertyValue()) {
                constants.addAll(constants(attribute, onExecution, table.getTableName()));
            } else if (persister.getPropertyInsertability()[index] || generatedBefore(generator)) {
                line.countsForOptional(attribute);
                if (isChangeable(index, generator)) {
                    attribute.forEachSelectable((i, selectable) -> {
                        if (selectable.isUpdateable()) {
                            changeable.add(selectable.getSelectionExpression());
                        }
                    });
                }
                line.addAttribute(
                        attribute,
                        selectable -> mutations
                                .physicalTableNameForMutation(selectable)
                                .equals(table.getTableName()));
            }
        }
        for (ColumnValueBinding binding : forUpdate ? List.<ColumnValueBinding>of() : added) {
            constants.add(new Constant(
                    binding.getColumnReference().getColumnExpression(),
                    binding.getValueExpression().getFragment()));
        }
        line.chooseFormat(warnings);
        for (Constant constant : constants) {
            TableShape.Column column = shape.column(constant.column);
            if (column == null) {
                line.missing("what Hibernate adds", constant.column);
            } else {
                line.addConstant(constant.column, column, encoded(connection, constant.sql, column, line.isBinary()));
            }
        }
        line.finish(table.isOptional());
        lines.add(line);
        targets.add(new CopyTarget(subject, table.getTableName(), line.columns(), line.isBinary()));
        if (!forUpdate) {
            requireTheRest(shape, line, problems);
        }
    }

    private record Constant(String column, String sql) {}

    private List<Constant> constants(AttributeMapping attribute, OnExecutionGenerator generator, String table) {
        List<Constant> constants = new ArrayList<>();
        String[] fragments = generator.referenceColumnsInSql(
                        factory.getJdbcServices().getDialect())
                ? generator.getReferencedColumnValues(factory.getJdbcServices().getDialect())
                : null;
        if (fragments != null) {
            attribute.forEachSelectable((i, selectable) -> {
                boolean here =
                        mutations.physicalTableNameForMutation(selectable).equals(table);
                if (here && i < fragments.length && fragments[i] != null && !fragments[i].equals("default")) {
                    constants.add(new Constant(selectable.getSelectionExpression(), fragments[i]));
                }
            });
        }
        return constants;
    }

    /** What an SQL expression amounts to, as a field; the server computes it once for all rows. */
    private static byte @Nullable [] encoded(
            Connection connection, String sql, TableShape.Column column, boolean binary) throws SQLException {
        String typed = "(" + sql + ")::" + column.definition();
        String query = binary
                ? "SELECT pg_catalog.decode(encode(" + send(connection, column.type()) + "(" + typed
                        + "), 'hex'), 'hex')"
                : "SELECT pg_catalog.convert_to((" + typed + ")::text, 'UTF8')";
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getBytes(1);
        }
    }

    private static String send(Connection connection, PgType type) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT typsend::regproc::text FROM pg_catalog.pg_type WHERE oid = ?::int8::oid")) {
            statement.setLong(1, Integer.toUnsignedLong(type.oid()));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private void requireTheRest(TableShape shape, LineWriter line, List<String> problems) {
        Set<String> filled =
                line.columns().stream().map(CopyTarget.Column::name).collect(Collectors.toSet());
        for (TableShape.Column column : shape.columns().values()) {
            if (column.notNull()
                    && !column.hasDefault()
                    && !column.computed()
                    && !shape.fillsIn()
                    && !filled.contains(column.name())) {
                problems.add(shape.name() + "." + column.name()
                        + " is NOT NULL and has no default, but no attribute of " + subject + " fills it");
            }
        }
    }

    private static boolean generatedBefore(@Nullable Generator generator) {
        return generator != null && generator.generatesOnInsert() && !generator.generatedOnExecution();
    }

    /** {@return whether the server makes the ids, so that the column is left out} */
    private boolean prepareId(List<EntityTableMapping> tables, Connection connection, List<String> problems)
            throws SQLException {
        if (forUpdate) {
            return false;
        }
        Generator generator = persister.getGenerator();
        if (generator.generatedOnExecution()) {
            if (tables.size() == 1) {
                return true;
            }
            String sequence = serialSequence(connection, tables.get(0));
            if (sequence == null) {
                problems.add("its id is generated by the server while it has rows in " + tables.size()
                        + " tables, and there is no sequence behind it from which ids could be had first");
            } else {
                step(new IdBlocks(units, sequence, 1, true, expectedRows));
            }
            return false;
        }
        if (generator instanceof SequenceStyleGenerator sequences
                && sequences.getClass() == SequenceStyleGenerator.class
                && sequences.getDatabaseStructure().isPhysicalSequence()) {
            IdBlocks blocks = blocks(sequences);
            if (blocks != null) {
                step(blocks);
                return false;
            }
        }
        if (generator instanceof BeforeExecutionGenerator before && generator.generatesOnInsert()) {
            steps.add(entity -> {
                Object present = persister.getIdentifier(entity, values);
                if (isUnset(present) || (!generator.allowAssignedIdentifiers() && isPartly(present))) {
                    persister.setIdentifier(entity, before.generate(values, entity, present, EventType.INSERT), values);
                }
            });
        }
        return false;
    }

    /** A composite id object may be there while a part of it is to be generated. */
    private boolean isPartly(@Nullable Object id) {
        return id != null && persister.getIdentifierMapping().getJdbcTypeCount() > 1;
    }

    private static boolean isUnset(@Nullable Object id) {
        return id == null || (id instanceof Number number && number.longValue() == 0);
    }

    private @Nullable IdBlocks blocks(SequenceStyleGenerator generator) {
        Optimizer optimizer = generator.getOptimizer();
        String name = factory.getSqlStringGenerationContext()
                .format((QualifiedSequenceName) generator.getDatabaseStructure().getPhysicalName());
        if (optimizer instanceof PooledOptimizer) {
            return new IdBlocks(units, name, optimizer.getIncrementSize(), true, expectedRows);
        }
        if (optimizer instanceof PooledLoOptimizer || optimizer instanceof PooledLoThreadLocalOptimizer) {
            return new IdBlocks(units, name, optimizer.getIncrementSize(), false, expectedRows);
        }
        return optimizer instanceof NoopOptimizer ? new IdBlocks(units, name, 1, true, expectedRows) : null;
    }

    private void step(IdBlocks blocks) {
        LongFunction<Object> typed = typed(persister.getIdentifierType().getReturnedClass());
        steps.add(entity -> {
            if (isUnset(persister.getIdentifier(entity, values))) {
                persister.setIdentifier(entity, typed.apply(blocks.next()), values);
            }
        });
    }

    private static LongFunction<Object> typed(Class<?> type) {
        if (type == Integer.class || type == int.class) {
            return Math::toIntExact;
        }
        if (type == Short.class || type == short.class) {
            return id -> (short) Math.toIntExact(id);
        }
        if (type == String.class) {
            return Long::toString;
        }
        if (type == java.math.BigInteger.class) {
            return java.math.BigInteger::valueOf;
        }
        return type == java.math.BigDecimal.class ? java.math.BigDecimal::valueOf : id -> id;
    }

    private @Nullable String serialSequence(Connection connection, EntityTableMapping table) throws SQLException {
        String[] column = new String[1];
        table.getKeyMapping().forEachSelectable((i, key) -> column[0] = key.getSelectionExpression());
        try (PreparedStatement query = connection.prepareStatement("SELECT pg_catalog.pg_get_serial_sequence(?, ?)")) {
            query.setString(1, table.getTableName());
            query.setString(2, TableShape.plainName(column[0]));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private void prepareGenerated() {
        if (forUpdate) {
            prepareRegenerated();
            return;
        }
        int version = persister.isVersioned() ? persister.getVersionPropertyIndex() : -1;
        Generator[] generators = persister.getGenerators();
        for (int i = 0; i < generators.length; i++) {
            int index = i;
            Generator generator = generators[i];
            boolean isVersion = i == version;
            if (!isVersion && generatedBefore(generator) && generator instanceof BeforeExecutionGenerator before) {
                steps.add(entity -> persister.setValue(
                        entity,
                        index,
                        before.generate(
                                values,
                                entity,
                                persister.getAttributeMapping(index).getValue(entity),
                                EventType.INSERT)));
            }
        }
        BeforeExecutionGenerator seed = version < 0 || (persister.isVersionPropertyGenerated() && !hasSeed())
                ? null
                : persister.getVersionGenerator();
        if (seed != null) {
            steps.add(entity -> {
                Object present = persister.getAttributeMapping(version).getValue(entity);
                if (present == null || (present instanceof Number number && number.longValue() < 0)) {
                    persister.setValue(entity, version, seed.generate(values, entity, present, EventType.INSERT));
                }
            });
        }
    }

    private void prepareRegenerated() {
        Generator[] generators = persister.getGenerators();
        for (int i = 0; i < generators.length; i++) {
            int index = i;
            boolean isVersion = persister.isVersioned() && i == persister.getVersionPropertyIndex();
            if (!isVersion
                    && generators[i] instanceof BeforeExecutionGenerator before
                    && before.generatesOnUpdate()
                    && !before.generatedOnExecution()) {
                steps.add(entity -> {
                    AttributeMapping attribute = persister.getAttributeMapping(index);
                    persister.setValue(
                            entity,
                            index,
                            before.generate(values, entity, attribute.getValue(entity), EventType.UPDATE));
                });
            }
        }
    }

    private boolean hasSeed() {
        return persister.getVersionGenerator() != null;
    }

    /** What is in an own collection table would be lost without a word. */
    private void refuseCollections() {
        persister.forEachAttributeMapping(attribute -> {
            if (attribute instanceof PluralAttributeMapping plural
                    && !plural.getCollectionDescriptor().isInverse()) {
                String name = attribute.getAttributeName();
                steps.add(entity -> {
                    Object elements = attribute.getValue(entity);
                    if ((elements instanceof Collection<?> some && !some.isEmpty())
                            || (elements instanceof Map<?, ?> map && !map.isEmpty())
                            || (elements != null && elements.getClass().isArray() && Array.getLength(elements) > 0)) {
                        throw new UnsuitableValueException(
                                "0A000",
                                subject + "." + name
                                        + " has elements, which have a table of their own that COPY does not"
                                        + " load; persist this entity through a session, or leave them out here",
                                name,
                                name,
                                null);
                    }
                });
            }
        });
    }

    /** What is generated for new rows only stays as it is in rows that are there. */
    private boolean isChangeable(int index, @Nullable Generator generator) {
        return persister.getPropertyUpdateability()[index]
                && !(persister.isVersioned() && index == persister.getVersionPropertyIndex())
                && (generator == null || !generator.generatesOnInsert() || generator.generatesOnUpdate());
    }

    /** {@return the columns that may be changed in a row that is there} */
    public Set<String> changeableColumns() {
        return changeable;
    }

    /** Sets the identifier that the server has made. */
    public void setIdentifier(Object entity, Object id) {
        Object typed = id instanceof Number number
                ? typed(persister.getIdentifierType().getReturnedClass()).apply(number.longValue())
                : id;
        persister.setIdentifier(entity, typed, values);
    }

    /** {@return the columns of the identifier} */
    public List<String> keyColumns() {
        List<String> keys = new ArrayList<>();
        mutations
                .getIdentifierTableMapping()
                .getKeyMapping()
                .forEachSelectable((i, key) -> keys.add(key.getSelectionExpression()));
        return keys;
    }

    /**
     * {@return an encoder of CSV rows} The header names attributes or columns; what it leaves out of identifier, version and
     * what Hibernate adds is made here.
     */
    CsvEncoder csv(EntityEncoder<?> owner, Connection connection, List<String> header) throws SQLException {
        if (targets.size() != 1) {
            throw new IllegalArgumentException(
                    subject + " has rows in " + targets.size() + " tables, but a CSV file is loaded into one");
        }
        TableShape shape = java.util.Objects.requireNonNull(
                TableShape.read(connection, targets.get(0).table()));
        List<CopyTarget.Column> given = new ArrayList<>();
        for (String name : header) {
            CopyTarget.Column column = named(name, shape);
            if (given.contains(column)) {
                throw new IllegalArgumentException("The header names column " + column.name() + " twice");
            }
            given.add(column);
        }
        List<CopyTarget.Column> added = new ArrayList<>();
        List<Supplier<@Nullable String>> more = new ArrayList<>();
        String version = versionColumn();
        for (CopyTarget.Column column : targets.get(0).columns()) {
            Supplier<@Nullable String> maker = given.contains(column) ? null : maker(column, version, shape);
            if (maker != null) {
                added.add(column);
                more.add(maker);
            }
        }
        return new CsvEncoder(owner, targets.get(0).table(), given, added, more);
    }

    private CopyTarget.Column named(String name, TableShape shape) {
        String plain = name.replace("_", "");
        for (CopyTarget.Column column : targets.get(0).columns()) {
            if (name.equals(column.attribute())
                    || name.equalsIgnoreCase(column.name())
                    || (column.attribute() != null && plain.equalsIgnoreCase(column.attribute()))) {
                return column;
            }
        }
        throw new IllegalArgumentException("The header names " + name + ", which is no attribute of " + subject
                + " with a column in " + shape.name() + "; there are "
                + targets.get(0).columns().stream()
                        .map(column -> column.attribute() == null ? column.name() : column.attribute())
                        .collect(Collectors.joining(", ")));
    }

    private @Nullable Supplier<@Nullable String> maker(
            CopyTarget.Column column, @Nullable String version, TableShape shape) {
        if (column.sql().equals(version)) {
            return () -> "0";
        }
        if (column.attribute() == null) {
            String constant = constantTexts.get(column.sql());
            return () -> constant;
        }
        Generator generator = persister.getGenerator();
        if (keyColumns().size() == 1 && keyColumns().contains(column.sql())) {
            IdBlocks blocks = generator instanceof SequenceStyleGenerator sequences
                            && sequences.getDatabaseStructure().isPhysicalSequence()
                    ? blocks(sequences)
                    : null;
            if (blocks != null) {
                return () -> Long.toString(blocks.next());
            }
            if (persister.getIdentifierType().getReturnedClass() == java.util.UUID.class
                    && generator.generatesOnInsert()) {
                return () -> java.util.UUID.randomUUID().toString();
            }
        }
        Supplier<@Nullable String> generated = generated(column);
        if (generated != null) {
            return generated;
        }
        TableShape.Column there = shape.column(column.sql());
        if (there != null && there.notNull() && !there.hasDefault()) {
            throw new IllegalArgumentException("The header does not name " + column.attribute() + ", but column "
                    + column.name() + " of " + shape.name() + " is NOT NULL and has no default");
        }
        return null;
    }

    /** What Hibernate generates for an attribute, asked for with an empty entity: timestamps, tenants. */
    private @Nullable Supplier<@Nullable String> generated(CopyTarget.Column column) {
        for (int i = 0; i < persister.getGenerators().length; i++) {
            AttributeMapping attribute = persister.getAttributeMapping(i);
            if (attribute.getAttributeName().equals(column.attribute())
                    && generatedBefore(persister.getGenerators()[i])
                    && persister.getGenerators()[i] instanceof BeforeExecutionGenerator before
                    && attribute instanceof BasicValuedModelPart basic) {
                Object empty =
                        persister.getRepresentationStrategy().getInstantiator().instantiate();
                return () -> {
                    Object value = basic.getJdbcMapping()
                            .convertToRelationalValue(before.generate(values, empty, null, EventType.INSERT));
                    Object bound = value == null ? null : capture.bind(basic.getJdbcMapping(), value, values);
                    return bound == null ? null : TextForm.of(bound);
                };
            }
        }
        return null;
    }

    /** {@return the columns of an attribute, named by a path such as {@code address.city}} */
    public List<String> columns(String attribute) {
        List<String> columns = new ArrayList<>();
        var part = persister.findByPath(attribute);
        if (part == null) {
            throw new IllegalArgumentException(subject + " has no attribute " + attribute + "; it has " + names());
        }
        part.forEachSelectable((i, selectable) -> columns.add(selectable.getSelectionExpression()));
        return columns;
    }

    private Set<String> names() {
        Set<String> names = new HashSet<>();
        persister.forEachAttributeMapping(attribute -> names.add(attribute.getAttributeName()));
        return names;
    }

    /** {@return the column of the version, or null} */
    public @Nullable String versionColumn() {
        return persister.getVersionMapping() == null
                ? null
                : persister.getVersionMapping().getSelectionExpression();
    }

    /** {@return whether an insert leaves the identifier to the server} */
    public boolean leavesIdToServer() {
        return persister.getGenerator().generatedOnExecution();
    }
}
