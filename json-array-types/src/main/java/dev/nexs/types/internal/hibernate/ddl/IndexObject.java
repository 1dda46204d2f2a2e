package dev.nexs.types.internal.hibernate.ddl;

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Objects;
import org.hibernate.AnnotationException;
import org.hibernate.boot.model.relational.AuxiliaryDatabaseObject;
import org.hibernate.boot.model.relational.Database;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.Table;

/**
 * An index as hbm2ddl sees it. It is created if it is missing and never dropped by itself: it goes with its table, and
 * hbm2ddl drops such objects before each update of a schema, which would build the index anew at every start.
 */
final class IndexObject implements AuxiliaryDatabaseObject {

    private final IndexDefinition definition;
    private final Table table;
    private final List<Column> columns;

    private IndexObject(IndexDefinition definition, Table table, List<Column> columns) {
        this.definition = definition;
        this.table = table;
        this.columns = columns;
    }

    /** Adds it once the columns of the entity are known. */
    static void add(IndexDefinition definition, MetadataBuildingContext context, PersistentClass entity) {
        context.getMetadataCollector().addSecondPass(entities -> {
            List<Column> columns = definition.columns().stream()
                    .map(name -> column(name, entity))
                    .toList();
            addOnce(
                    new IndexObject(definition, entity.getTable(), columns),
                    context.getMetadataCollector().getDatabase());
        });
    }

    /** With {@code if not exists} the second of two indexes of one name would silently not be there. */
    private static void addOnce(IndexObject index, Database database) {
        String name = index.name(database.getDialect());
        for (AuxiliaryDatabaseObject known : database.getAuxiliaryDatabaseObjects()) {
            if (known instanceof IndexObject other
                    && Objects.equals(other.table.getSchema(), index.table.getSchema())
                    && other.name(database.getDialect()).equals(name)) {
                if (other.definition.equals(index.definition) && other.table.equals(index.table)) {
                    return;
                }
                throw new AnnotationException("Two indexes would both be called " + name + ": one on "
                        + other.table.getName() + " (" + other.definition.describe() + ") and one on "
                        + index.table.getName() + " (" + index.definition.describe()
                        + "). Give one of them a name of its own with name = \"...\".");
            }
        }
        database.addAuxiliaryDatabaseObject(index);
    }

    private String name(Dialect dialect) {
        return definition.indexName(table.getName(), names(dialect));
    }

    private List<String> names(Dialect dialect) {
        return columns.stream().map(column -> column.getQuotedName(dialect)).toList();
    }

    static AnnotationException onEmbeddable(Annotation annotation, Component embeddable) {
        return new AnnotationException("@" + annotation.annotationType().getSimpleName() + " on the embeddable '"
                + embeddable.getComponentClassName() + "' has no table. Put it on the entity and name the column.");
    }

    private static Column column(String name, PersistentClass entity) {
        for (Property property : entity.getPropertyClosure()) {
            if (property.getName().equals(name) && property.getColumns().size() == 1) {
                return property.getColumns().get(0);
            }
        }
        return entity.getTable().getColumns().stream()
                .filter(column -> column.getName().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new AnnotationException("An index of '" + entity.getEntityName()
                        + "' names '" + name + "', which is neither an attribute nor a column. There are: "
                        + entity.getPropertyClosure().stream()
                                .map(Property::getName)
                                .toList()));
    }

    @Override
    public String getExportIdentifier() {
        return "nexs.index." + table.getExportIdentifier() + "." + definition;
    }

    @Override
    public boolean appliesToDialect(Dialect dialect) {
        return dialect instanceof PostgreSQLDialect;
    }

    @Override
    public boolean beforeTablesOnCreation() {
        return false;
    }

    @Override
    public String[] sqlCreateStrings(SqlStringGenerationContext context) {
        return new String[] {
            definition.statement(
                    context.format(table.getQualifiedTableName()), table.getName(), names(context.getDialect()))
        };
    }

    @Override
    public String[] sqlDropStrings(SqlStringGenerationContext context) {
        return new String[0];
    }
}
