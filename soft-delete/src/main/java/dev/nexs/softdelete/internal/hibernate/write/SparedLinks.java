package dev.nexs.softdelete.internal.hibernate.write;

import dev.nexs.softdelete.internal.hibernate.model.EntityDefinition;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import dev.nexs.softdelete.internal.hibernate.sql.KeySql;
import dev.nexs.softdelete.internal.hibernate.sql.MarkerSql;
import dev.nexs.softdelete.internal.hibernate.sql.MarkerTables;
import dev.nexs.softdelete.internal.hibernate.sql.NativeStatements;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.ForeignKeyDescriptor;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.ValuedModelPart;
import org.hibernate.metamodel.mapping.internal.ManyToManyCollectionPart;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;

/**
 * The rows of a collection that lead to the trash. A session that hides the trash has not seen them, so a statement that
 * removes all rows of a collection at once, because it was emptied, replaced or is written anew, has to spare them.
 */
public final class SparedLinks {

    private final CollectionPersister collection;
    private final String leadingToTrash;

    private SparedLinks(CollectionPersister collection) {
        this.collection = collection;
        this.leadingToTrash = "(" + String.join(" or ", conditions(collection)) + ")";
    }

    /** Whether a collection has rows that may lead to the trash. */
    public static boolean leadToTrash(CollectionPersister collection) {
        return SoftDeleteModel.of(collection.getFactory()).leadsToTrash(collection.getRole());
    }

    /** Those of a collection that {@linkplain #leadToTrash may have some}. */
    public static SparedLinks of(CollectionPersister collection) {
        return new SparedLinks(collection);
    }

    /** Runs a statement whose only parameters are the collection's key, for all other rows. */
    void removeOthers(String sql, Object key, SharedSessionContractImplementor session) {
        NativeStatements.execute(
                session, sql + " and not " + leadingToTrash, statement -> bind(statement, key, session));
    }

    /** The positions in a list that rows of the trash hold. */
    Set<Integer> positions(Object key, SharedSessionContractImplementor session) {
        PluralAttributeMapping attribute = collection.getAttributeMapping();
        ForeignKeyDescriptor owner = attribute.getKeyDescriptor();
        String index = attribute.getIndexDescriptor().getSelectable(0).getSelectionExpression();
        String sql = "select " + index + " from " + owner.getKeyTable() + " where "
                + columns(owner.getKeyPart()).stream()
                        .map(column -> column + " = ?")
                        .collect(Collectors.joining(" and "))
                + " and " + index + " is not null and " + leadingToTrash;
        return new HashSet<>(
                NativeStatements.query(session, sql, statement -> bind(statement, key, session), row -> row.getInt(1)));
    }

    private void bind(PreparedStatement statement, Object key, SharedSessionContractImplementor session)
            throws SQLException {
        List<KeySql.Part> parts = new ArrayList<>();
        collection
                .getAttributeMapping()
                .getKeyDescriptor()
                .getKeyPart()
                .breakDownJdbcValues(
                        key,
                        (index, value, column) -> parts.add(new KeySql.Part(column.getJdbcMapping(), value)),
                        session);
        for (int i = 0; i < parts.size(); i++) {
            KeySql.bind(statement, i + 1, parts.get(i), session);
        }
    }

    private static List<String> conditions(CollectionPersister collection) {
        List<String> conditions = new ArrayList<>();
        for (EntityPersister target : MarkerTables.of(collection.getElementPersister())) {
            EntityDefinition definition =
                    ((SoftDeletePersister) target).trash().marker().definition();
            conditions.add("exists (select 1 from " + target.getIdentifierTableName() + " trash_ where "
                    + join(collection, target) + " and "
                    + MarkerSql.trashed(definition.marker(), "trash_." + definition.column()) + ")");
        }
        return conditions;
    }

    private static String join(CollectionPersister collection, EntityPersister target) {
        PluralAttributeMapping attribute = collection.getAttributeMapping();
        if (attribute.getElementDescriptor() instanceof ManyToManyCollectionPart element) {
            ForeignKeyDescriptor key = element.getForeignKeyDescriptor();
            return equal(columns(key.getTargetPart()), key.getKeyTable(), columns(key.getKeyPart()));
        }
        String table = attribute.getKeyDescriptor().getKeyTable();
        return equal(KeySql.columns(target), table, keyColumns(collection.getElementPersister(), target, table));
    }

    /** The primary key of a member in the table that has the foreign key, which may be that of a subclass. */
    private static List<String> keyColumns(EntityPersister element, EntityPersister target, String table) {
        List<String> columns = new ArrayList<>();
        element.forEachMutableTable(candidate -> {
            if (candidate.getTableName().equals(table) && columns.isEmpty()) {
                candidate.getKeyMapping().getKeyColumns().forEach(column -> columns.add(column.getColumnName()));
            }
        });
        return columns.isEmpty() ? KeySql.columns(target) : columns;
    }

    private static String equal(List<String> targets, String table, List<String> keys) {
        return IntStream.range(0, targets.size())
                .mapToObj(i -> "trash_." + targets.get(i) + " = " + table + "." + keys.get(i))
                .collect(Collectors.joining(" and "));
    }

    private static List<String> columns(ValuedModelPart part) {
        List<String> columns = new ArrayList<>();
        part.forEachSelectable((index, column) -> columns.add(column.getSelectionExpression()));
        return columns;
    }
}
