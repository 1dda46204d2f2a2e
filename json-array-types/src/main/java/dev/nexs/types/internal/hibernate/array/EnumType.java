package dev.nexs.types.internal.hibernate.array;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.hibernate.AnnotationException;
import org.hibernate.boot.model.relational.AuxiliaryDatabaseObject;
import org.hibernate.boot.model.relational.Database;
import org.hibernate.boot.model.relational.NamedAuxiliaryDatabaseObject;

/**
 * A PostgreSQL enum type as hbm2ddl sees it. It is created and gets the constants that are new. It is never dropped: that
 * would take the columns along, and hbm2ddl drops such objects before each update of a schema.
 */
final class EnumType extends NamedAuxiliaryDatabaseObject {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?");
    private static final Pattern FOLDED = Pattern.compile("[a-z_][a-z0-9_]*");

    private final Class<?> enumClass;

    private EnumType(Class<?> enumClass, String sqlName, Database database) {
        super(
                "nexs.enum." + sqlName,
                database.getDefaultNamespace(),
                statements(enumClass, sqlName),
                new String[0],
                Set.of(),
                true);
        this.enumClass = enumClass;
    }

    /** The name as SQL has it: each part quoted unless PostgreSQL folds it to itself. */
    static String sqlName(String declared) {
        if (!NAME.matcher(declared).matches()) {
            throw new IllegalArgumentException("the enum type '" + declared
                    + "' is no name of a type. Write a name such as mood, or one with its schema such as shop.mood.");
        }
        List<String> parts = new ArrayList<>();
        for (String part : declared.split("\\.", -1)) {
            parts.add(FOLDED.matcher(part).matches() ? part : '"' + part + '"');
        }
        return String.join(".", parts);
    }

    /** Adds it once; throws if another enum has the name. */
    static void add(Class<?> enumClass, String sqlName, Database database) {
        EnumType type = new EnumType(enumClass, sqlName, database);
        for (AuxiliaryDatabaseObject known : database.getAuxiliaryDatabaseObjects()) {
            if (known instanceof EnumType other && other.getExportIdentifier().equals(type.getExportIdentifier())) {
                if (other.enumClass != enumClass) {
                    throw new AnnotationException("The enums " + other.enumClass.getName() + " and "
                            + enumClass.getName() + " would both be the PostgreSQL type " + sqlName
                            + ". Give one of them a name with @ArrayColumn(enumType = ...).");
                }
                return;
            }
        }
        database.addAuxiliaryDatabaseObject(type);
    }

    private static String[] statements(Class<?> enumClass, String sqlName) {
        List<String> statements = new ArrayList<>();
        statements.add("do $$ begin create type " + sqlName + " as enum (); "
                + "exception when duplicate_object then null; end $$");
        for (Object constant : enumClass.getEnumConstants()) {
            statements.add("alter type " + sqlName + " add value if not exists '" + ((Enum<?>) constant).name() + "'");
        }
        return statements.toArray(new String[0]);
    }
}
