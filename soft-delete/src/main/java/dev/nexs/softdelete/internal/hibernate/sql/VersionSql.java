package dev.nexs.softdelete.internal.hibernate.sql;

import org.hibernate.metamodel.mapping.EntityVersionMapping;
import org.hibernate.type.SqlTypes;

/** The increment of a version column in SQL, where no loaded version is at hand. */
public final class VersionSql {

    private VersionSql() {}

    /** The expression of the next version. */
    public static String next(EntityVersionMapping version) {
        int type = version.getJdbcMapping().getJdbcType().getDefaultSqlTypeCode();
        return SqlTypes.isNumericType(type) ? version.getSelectionExpression() + " + 1" : "current_timestamp";
    }
}
