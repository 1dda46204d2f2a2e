package dev.nexs.associations.internal.hibernate.mapping;

import dev.nexs.associations.AssociationException;
import dev.nexs.associations.CounterCache;
import dev.nexs.associations.Touch;
import java.util.Locale;
import org.hibernate.boot.model.relational.AbstractAuxiliaryDatabaseObject;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.boot.spi.InFlightMetadataCollector;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.ManyToOne;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.Value;
import org.jspecify.annotations.Nullable;

/** Triggers by which changes of members' rows change a column of the entity that they refer to. */
final class ParentTriggers extends AbstractAuxiliaryDatabaseObject {

    private static final long serialVersionUID = 1L;
    private static final String LINE = "\n";

    private final transient Reference reference;
    private final transient Column column;
    private final boolean counts;

    private ParentTriggers(Reference reference, Column column, boolean counts) {
        this.reference = reference;
        this.column = column;
        this.counts = counts;
    }

    /** Adds the triggers that the annotations ask for to the schema, and takes the columns from Hibernate. */
    static void addTo(InFlightMetadataCollector metadata) {
        for (PersistentClass entity : metadata.getEntityBindingMap().values()) {
            Class<?> type = entity.getMappedClass();
            for (Property property : type == null ? java.util.List.<Property>of() : entity.getProperties()) {
                CounterCache counter = Members.annotation(type, property, CounterCache.class);
                Touch touch = Members.annotation(type, property, Touch.class);
                if (counter != null) {
                    add(metadata, entity, property, counter.value(), true);
                }
                if (touch != null) {
                    add(metadata, entity, property, touch.value(), false);
                }
            }
        }
    }

    private static void add(
            InFlightMetadataCollector metadata,
            PersistentClass entity,
            Property property,
            String attribute,
            boolean counts) {
        String name = entity.getEntityName() + "." + property.getName();
        String annotation = counts ? "@CounterCache" : "@Touch";
        if (!(property.getValue() instanceof ManyToOne toOne)
                || !toOne.isReferenceToPrimaryKey()
                || toOne.getSelectables().size() != 1
                || !(toOne.getSelectables().get(0) instanceof Column key)) {
            throw new AssociationException(name + " is annotated with " + annotation
                    + ", but is no many-to-one attribute of one column that refers to an identifier");
        }
        PersistentClass parent = metadata.getEntityBinding(toOne.getReferencedEntityName());
        Property kept = parent.getPropertyClosure().stream()
                .filter(candidate -> candidate.getName().equals(attribute))
                .findFirst()
                .orElseThrow(() -> new AssociationException(name + " is annotated with " + annotation + "(\""
                        + attribute + "\"), but " + parent.getEntityName() + " has no attribute of that name"));
        Class<?> type = kept.getType().getReturnedClass();
        boolean fits = counts
                ? type == Long.class || type == Integer.class || type == long.class || type == int.class
                : java.time.temporal.Temporal.class.isAssignableFrom(type);
        Value value = kept.getValue();
        if (!fits || !(value.getSelectables().get(0) instanceof Column column)) {
            throw new AssociationException(name + " is annotated with " + annotation + "(\"" + attribute + "\"), but "
                    + parent.getEntityName() + "." + attribute + " is of type " + type.getName() + "; allowed is "
                    + (counts ? "a whole number" : "a timestamp of java.time"));
        }
        if (counts) {
            column.setDefaultValue("0");
        }
        kept.setInsertable(false);
        kept.setUpdatable(false);
        metadata.addAuxiliaryDatabaseObject(
                new ParentTriggers(new Reference(entity, key, parent, value.getTable()), column, counts));
    }

    @Override
    public String[] sqlCreateStrings(SqlStringGenerationContext context) {
        Names names = names(context);
        String change = counts ? counting(names) : touching(names);
        return new String[] {
            String.join(
                    LINE,
                    "create or replace function " + names.function + "() returns trigger language plpgsql as $$",
                    "begin",
                    change,
                    "  return null;",
                    "end $$"),
            "create trigger " + names.trigger + " after insert or update or delete on " + names.members
                    + " for each row execute function " + names.function + "()"
        };
    }

    /** Parents are changed in the order of their keys, so that two transactions that move members do not wait in a ring. */
    private String counting(Names names) {
        String before = "(tg_op <> 'INSERT' and " + counted("old", names) + ")";
        String after = "(tg_op <> 'DELETE' and " + counted("new", names) + ")";
        return String.join(
                LINE,
                "  if tg_op = 'UPDATE' and " + before + " and " + after + " and old." + names.key + " = new."
                        + names.key,
                "  then return null; end if;",
                "  if " + before + " and not (" + after + " and new." + names.key + " < old." + names.key + ") then "
                        + update(names, "- 1", "old"),
                "  end if;",
                "  if " + after + " then " + update(names, "+ 1", "new"),
                "  end if;",
                "  if " + before + " and " + after + " and new." + names.key + " < old." + names.key + " then "
                        + update(names, "- 1", "old"),
                "  end if;");
    }

    private static String counted(String row, Names names) {
        return row + "." + names.key + " is not null"
                + (names.marker == null ? "" : " and " + row + "." + names.marker);
    }

    private static String update(Names names, String by, String row) {
        return "update " + names.parents + " set " + names.column + " = coalesce(" + names.column + ", 0) " + by
                + " where " + names.id + " = " + row + "." + names.key + ";";
    }

    private String touching(Names names) {
        String set = "update " + names.parents + " set " + names.column + " = now() where " + names.id + " = ";
        return String.join(
                LINE,
                "  if tg_op <> 'INSERT' and old." + names.key + " is not null then " + set + "old." + names.key + ";",
                "  end if;",
                "  if tg_op = 'INSERT' or (tg_op = 'UPDATE' and new." + names.key + " is distinct from old." + names.key
                        + ") then " + set + "new." + names.key + ";",
                "  end if;");
    }

    @Override
    public String[] sqlDropStrings(SqlStringGenerationContext context) {
        return new String[] {"drop function if exists " + names(context).function + "() cascade"};
    }

    @Override
    public boolean beforeTablesOnCreation() {
        return false;
    }

    private Names names(SqlStringGenerationContext context) {
        String members = reference.key.getValue().getTable().getName();
        String name = (members + "_" + reference.key.getName() + (counts ? "_counts_" : "_touches_") + column.getName())
                .toLowerCase(Locale.ROOT);
        return new Names(
                Sql.schema(reference.key.getValue().getTable(), context) + Sql.identifier(name),
                Sql.identifier(name),
                Sql.table(reference.key.getValue().getTable(), context),
                Sql.column(reference.key),
                Sql.table(reference.table, context),
                Sql.column(reference.table.getPrimaryKey().getColumn(0)),
                Sql.column(column),
                marker());
    }

    /** {@return the condition that a row is not in the trash, without the row, or null} */
    private @Nullable String marker() {
        TrashMarker marker = TrashMarker.of(reference.members);
        return marker == null || !marker.table().equals(reference.key.getValue().getTable()) ? null : marker.live();
    }

    private record Reference(
            PersistentClass members, Column key, PersistentClass parent, org.hibernate.mapping.Table table) {}

    private record Names(
            String function,
            String trigger,
            String members,
            String key,
            String parents,
            String id,
            String column,
            @Nullable String marker) {}
}
