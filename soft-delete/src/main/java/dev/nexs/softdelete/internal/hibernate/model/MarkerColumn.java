package dev.nexs.softdelete.internal.hibernate.model;

import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.jspecify.annotations.Nullable;

/** One of our columns, as Hibernate's SQL trees want to know it. Only the coordinators of this module write it. */
public record MarkerColumn(
        String getContainingTableExpression, String getSelectionExpression, JdbcMapping getJdbcMapping)
        implements SelectableMapping {

    @Override
    public boolean isFormula() {
        return false;
    }

    @Override
    public boolean isNullable() {
        return true;
    }

    @Override
    public boolean isInsertable() {
        return true;
    }

    @Override
    public boolean isUpdateable() {
        return true;
    }

    @Override
    public boolean isPartitioned() {
        return false;
    }

    @Override
    public @Nullable String getCustomReadExpression() {
        return null;
    }

    @Override
    public @Nullable String getCustomWriteExpression() {
        return null;
    }

    @Override
    public @Nullable Long getLength() {
        return null;
    }

    @Override
    public @Nullable Integer getArrayLength() {
        return null;
    }

    @Override
    public @Nullable Integer getPrecision() {
        return null;
    }

    @Override
    public @Nullable Integer getScale() {
        return null;
    }

    @Override
    public @Nullable Integer getTemporalPrecision() {
        return null;
    }
}
