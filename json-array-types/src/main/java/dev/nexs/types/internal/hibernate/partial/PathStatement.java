package dev.nexs.types.internal.hibernate.partial;

import dev.nexs.types.internal.array.ArrayCodec;
import dev.nexs.types.internal.array.ArrayShape;
import dev.nexs.types.internal.array.Elements;
import dev.nexs.types.internal.path.DocumentChange;
import dev.nexs.types.internal.path.PathChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.StaleObjectStateException;
import org.hibernate.StaleStateException;
import org.hibernate.engine.jdbc.batch.internal.BasicBatchKey;
import org.hibernate.engine.jdbc.batch.spi.BatchKey;
import org.hibernate.engine.jdbc.mutation.JdbcValueBindings;
import org.hibernate.engine.jdbc.mutation.MutationExecutor;
import org.hibernate.engine.jdbc.mutation.ParameterUsage;
import org.hibernate.engine.jdbc.mutation.spi.MutationExecutorService;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.EntityTableMapping;
import org.hibernate.sql.ast.tree.expression.ColumnReference;
import org.hibernate.sql.model.MutationType;
import org.hibernate.sql.model.ast.ColumnValueParameter;
import org.hibernate.sql.model.ast.MutatingTableReference;
import org.hibernate.sql.model.internal.MutationOperationGroupFactory;
import org.hibernate.sql.model.jdbc.JdbcUpdateMutation;
import org.hibernate.type.StandardBasicTypes;
import org.jspecify.annotations.Nullable;

/**
 * The UPDATE that changes the documents of one table member by member.
 *
 * <p>{@code jsonb_set} does nothing where the object that should hold the member is gone, and gives NULL for a document
 * that is. So the statement asks for these objects, the document itself among them, and a row that has them no more is
 * reported as stale, like one that was deleted. Rows whose statements have the same text share a batch.
 */
final class PathStatement {

    private static final ArrayCodec KEYS =
            new ArrayCodec("A path", ArrayShape.of(String[].class), Objects.requireNonNull(Elements.of(String.class)));

    private final EntityPersister persister;
    private final EntityTableMapping table;
    private final MutatingTableReference reference;
    private final JdbcMapping text;
    private final List<ColumnValueParameter> parameters = new ArrayList<>();
    private final List<String> values = new ArrayList<>();
    private final StringBuilder set = new StringBuilder();
    private final StringBuilder guards = new StringBuilder();

    private PathStatement(EntityPersister persister, EntityTableMapping table) {
        this.persister = persister;
        this.table = table;
        this.reference = new MutatingTableReference(table);
        this.text = persister
                .getFactory()
                .getTypeConfiguration()
                .getBasicTypeRegistry()
                .resolve(StandardBasicTypes.STRING);
    }

    /** One for each table. */
    static List<PathStatement> of(EntityPersister persister, Map<PartialAttribute, DocumentChange.Paths> changes) {
        Map<EntityTableMapping, PathStatement> statements = new LinkedHashMap<>();
        changes.forEach((attribute, paths) -> statements
                .computeIfAbsent(attribute.table(), table -> new PathStatement(persister, table))
                .set(attribute.column(), paths.changes()));
        Map<EntityTableMapping, PathStatement> all = statements;
        changes.forEach((attribute, paths) ->
                Objects.requireNonNull(all.get(attribute.table())).guard(attribute.column(), paths.changes()));
        return List.copyOf(statements.values());
    }

    private void set(String column, List<PathChange> changes) {
        String document = column;
        for (PathChange change : changes) {
            add(KEYS.write(change.path().toArray(new String[0])));
            if (change.json() == null) {
                document = "(" + document + "#-cast(? as text[]))";
            } else {
                document = "jsonb_set(" + document + ",cast(? as text[]),cast(? as jsonb))";
                add(change.json());
            }
        }
        set.append(set.isEmpty() ? "" : ",").append(column).append('=').append(document);
    }

    private void guard(String column, List<PathChange> changes) {
        guards.append(" and jsonb_typeof(").append(column).append(")='object'");
        changes.stream()
                .filter(change -> change.json() != null && change.path().size() > 1)
                .map(change -> change.path().subList(0, change.path().size() - 1))
                .distinct()
                .forEach(parent -> {
                    guards.append(" and jsonb_typeof(").append(column).append("#>cast(? as text[]))='object'");
                    add(KEYS.write(parent.toArray(new String[0])));
                });
    }

    /** Hibernate knows parameters by the name of a column, so each gets one that no column has. */
    private void add(String value) {
        parameters.add(new ColumnValueParameter(
                new ColumnReference(reference, "?" + parameters.size(), text), ParameterUsage.SET));
        values.add(value);
    }

    void execute(Object entity, Object id, @Nullable Object[] oldValues, SharedSessionContractImplementor session) {
        List<SelectableMapping> partition = partition();
        List<ColumnValueParameter> binders = new ArrayList<>(parameters);
        String sql = "update " + table.getTableName() + " set " + set + " where " + restrictions(partition, binders)
                + guards;
        BatchKey batch = new BasicBatchKey(persister.getEntityName() + "#PATHS:" + sql);
        MutationExecutor executor = session.getFactory()
                .getServiceRegistry()
                .requireService(MutationExecutorService.class)
                .createExecutor(
                        () -> batch,
                        MutationOperationGroupFactory.singleOperation(
                                MutationType.UPDATE,
                                persister,
                                new JdbcUpdateMutation(
                                        table, persister, sql, false, table.getUpdateExpectation(), binders)),
                        session);
        try {
            bind(executor.getJdbcValueBindings(), id, oldValues, session);
            executor.execute(entity, null, null, null, session, stale -> stale(id, stale));
        } catch (StaleStateException e) {
            throw e instanceof StaleObjectStateException stale ? stale : stale(id, e);
        } finally {
            executor.release();
        }
    }

    private StaleObjectStateException stale(Object id, StaleStateException cause) {
        return new StaleObjectStateException(persister.getEntityName(), id, cause);
    }

    /** The key, and what the table is divided by; the parameters of the guards come behind theirs. */
    private String restrictions(List<SelectableMapping> partition, List<ColumnValueParameter> binders) {
        List<String> restrictions = new ArrayList<>();
        int at = (int) set.chars().filter(c -> c == '?').count();
        for (int i = 0; i < table.getKeyMapping().getColumnCount(); i++) {
            SelectableMapping key = table.getKeyMapping().getSelectable(i);
            restrictions.add(key.getSelectionExpression() + "=?");
            binders.add(at++, restriction(key));
        }
        for (SelectableMapping column : partition) {
            restrictions.add(column.getSelectionExpression() + "=?");
            binders.add(at++, restriction(column));
        }
        return String.join(" and ", restrictions);
    }

    private ColumnValueParameter restriction(SelectableMapping column) {
        return new ColumnValueParameter(new ColumnReference(reference, column), ParameterUsage.RESTRICT);
    }

    private void bind(
            JdbcValueBindings bindings,
            Object id,
            @Nullable Object[] oldValues,
            SharedSessionContractImplementor session) {
        for (int i = 0; i < values.size(); i++) {
            bindings.bindValue(values.get(i), table.getTableName(), "?" + i, ParameterUsage.SET);
        }
        table.getKeyMapping()
                .breakDownKeyJdbcValues(
                        id,
                        (value, column) -> bindings.bindValue(
                                value, table.getTableName(), column.getColumnName(), ParameterUsage.RESTRICT),
                        session);
        persister.forEachAttributeMapping((index, attribute) -> {
            if (attribute.hasPartitionedSelectionMapping()) {
                attribute.decompose(
                        oldValues[index],
                        (position, value, column) -> {
                            if (column.isPartitioned() && isInTable(column)) {
                                bindings.bindValue(
                                        value,
                                        table.getTableName(),
                                        column.getSelectionExpression(),
                                        ParameterUsage.RESTRICT);
                            }
                        },
                        session);
            }
        });
    }

    private List<SelectableMapping> partition() {
        List<SelectableMapping> partition = new ArrayList<>();
        if (persister.hasPartitionedSelectionMapping()) {
            persister.forEachAttributeMapping((index, attribute) -> attribute.forEachSelectable((position, column) -> {
                if (column.isPartitioned() && isInTable(column)) {
                    partition.add(column);
                }
            }));
        }
        return partition;
    }

    private boolean isInTable(SelectableMapping column) {
        return column.getContainingTableExpression().equals(table.getTableName());
    }
}
