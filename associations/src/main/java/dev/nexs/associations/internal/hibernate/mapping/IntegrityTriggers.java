package dev.nexs.associations.internal.hibernate.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hibernate.boot.model.relational.AbstractAuxiliaryDatabaseObject;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Table;
import org.hibernate.mapping.UnionSubclass;

/**
 * Referential integrity for a polymorphic reference. The referring row locks its target as a foreign key would
 * ({@code for key share}); a target cannot be deleted, nor change its identifier, while a row points to it.
 */
final class IntegrityTriggers extends AbstractAuxiliaryDatabaseObject {

    private static final long serialVersionUID = 1L;
    private static final String LINE = "\n";

    private final transient AnyReference reference;

    IntegrityTriggers(AnyReference reference) {
        this.reference = reference;
    }

    @Override
    public String[] sqlCreateStrings(SqlStringGenerationContext context) {
        Names names = new Names(reference, context);
        List<String> create = new ArrayList<>();
        referrer(names, context, create);
        reference.namedTargets().forEach(target -> target(names, target, context, create));
        return create.toArray(String[]::new);
    }

    @Override
    public String[] sqlDropStrings(SqlStringGenerationContext context) {
        Names names = new Names(reference, context);
        List<String> drop = new ArrayList<>();
        reference
                .namedTargets()
                .forEach(target -> drop.add("drop function if exists " + names.keep(nameOf(target)) + "() cascade"));
        drop.add("drop function if exists " + names.check() + "() cascade");
        return drop.toArray(String[]::new);
    }

    @Override
    public boolean beforeTablesOnCreation() {
        return false;
    }

    private void referrer(Names names, SqlStringGenerationContext context, List<String> create) {
        StringBuilder cases = new StringBuilder();
        for (PersistentClass target : reference.namedTargets()) {
            cases.append("    when ").append(Sql.literal(nameOf(target))).append(" then ");
            List<Table> tables = tables(target);
            for (Table table : tables) {
                cases.append("perform 1 from ")
                        .append(Sql.table(table, context))
                        .append(" where ")
                        .append(Names.id(table))
                        .append(" = new.")
                        .append(names.id())
                        .append(" for key share; if not found then ");
            }
            cases.append("null; ").append("end if; ".repeat(tables.size())).append(LINE);
        }
        create.add(String.join(
                LINE,
                "create or replace function " + names.check() + "() returns trigger language plpgsql as $$",
                "begin",
                "  if new." + names.type() + " is null and new." + names.id() + " is null then return new; end if;",
                "  case new." + names.type(),
                cases + "    else raise foreign_key_violation using message = format('" + names.text()
                        + ": there is no type named %L', new." + names.type() + ");",
                "  end case;",
                "  if not found then",
                "    raise foreign_key_violation using message = format('" + names.text()
                        + ": there is no %s with identifier %s', new." + names.type() + ", new." + names.id() + ");",
                "  end if;",
                "  return new;",
                "end $$"));
        create.add("create constraint trigger " + names.trigger("_exists") + " after insert or update of "
                + names.type() + ", "
                + names.id() + " on " + names.table() + " deferrable initially immediate for each row execute function "
                + names.check() + "()");
    }

    private static void target(
            Names names, PersistentClass target, SqlStringGenerationContext context, List<String> create) {
        String function = names.keep(nameOf(target));
        String id = Names.id(target.getIdentityTable());
        create.add(String.join(
                LINE,
                "create or replace function " + function + "() returns trigger language plpgsql as $$",
                "begin",
                "  if exists (select 1 from " + names.table() + " where " + names.type() + " = "
                        + Sql.literal(nameOf(target)) + " and " + names.id() + " = old." + id + ") then",
                "    raise foreign_key_violation using message = format('"
                        + nameOf(target).replace("'", "''") + " %s is still referenced from " + names.text() + "', old."
                        + id + ");",
                "  end if;",
                "  return null;",
                "end $$"));
        for (Table table : tables(target)) {
            create.add("create constraint trigger " + names.trigger("_keep_" + nameOf(target))
                    + " after delete or update of " + Names.id(table) + " on " + Sql.table(table, context)
                    + " deferrable initially immediate for each row execute function " + function + "()");
        }
    }

    /** The tables in which a target has its identifier: one, unless each class of it has a table of its own. */
    private static List<Table> tables(PersistentClass target) {
        List<PersistentClass> classes = new ArrayList<>(target.getSubclassClosure());
        boolean union = classes.stream().anyMatch(UnionSubclass.class::isInstance) || target instanceof UnionSubclass;
        if (!union) {
            return List.of(target.getIdentityTable());
        }
        return classes.stream()
                .filter(type -> !Boolean.TRUE.equals(type.isAbstract()))
                .map(PersistentClass::getTable)
                .distinct()
                .toList();
    }

    private static String nameOf(PersistentClass target) {
        return String.valueOf(TypeNames.nameOf(target.getMappedClass()));
    }

    /** The names of one reference, quoted where SQL needs it; functions live in the schema of the referring table. */
    private record Names(String schema, String table, String type, String id, String base, String text) {

        private Names(AnyReference reference, SqlStringGenerationContext context) {
            this(
                    Sql.schema(reference.table(), context),
                    Sql.table(reference.table(), context),
                    Sql.column(reference.typeColumn()),
                    Sql.column(reference.idColumn()),
                    reference.table().getName().toLowerCase(Locale.ROOT) + "_"
                            + reference.path().replace('.', '_').toLowerCase(Locale.ROOT),
                    reference.toString().replace("'", "''").replace("%", "%%"));
        }

        String check() {
            return schema + trigger("_exists");
        }

        String keep(String name) {
            return schema + trigger("_keep_" + name);
        }

        String trigger(String suffix) {
            return Sql.identifier(base + suffix);
        }

        static String id(Table table) {
            return Sql.column(table.getPrimaryKey().getColumn(0));
        }
    }
}
