package dev.nexs.orm.bulk.internal;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Map;

/** An array that somebody made to bind it, of which only the elements are wanted. */
public final class CapturedArray implements Array {

    private final String typeName;
    private final Object[] elements;

    /** With those elements, which may be arrays themselves. */
    public CapturedArray(String typeName, Object[] elements) {
        this.typeName = typeName;
        this.elements = elements;
    }

    @Override
    public String getBaseTypeName() {
        return typeName;
    }

    @Override
    public int getBaseType() {
        return java.sql.Types.OTHER;
    }

    @Override
    public Object getArray() {
        return elements;
    }

    @Override
    public Object getArray(Map<String, Class<?>> map) {
        return elements;
    }

    @Override
    public Object getArray(long index, int count) throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("Only the whole array can be had");
    }

    @Override
    public Object getArray(long index, int count, Map<String, Class<?>> map) throws SQLFeatureNotSupportedException {
        return getArray(index, count);
    }

    @Override
    public ResultSet getResultSet() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("Only the whole array can be had");
    }

    @Override
    public ResultSet getResultSet(Map<String, Class<?>> map) throws SQLFeatureNotSupportedException {
        return getResultSet();
    }

    @Override
    public ResultSet getResultSet(long index, int count) throws SQLFeatureNotSupportedException {
        return getResultSet();
    }

    @Override
    public ResultSet getResultSet(long index, int count, Map<String, Class<?>> map)
            throws SQLFeatureNotSupportedException {
        return getResultSet();
    }

    @Override
    public void free() {
        // holds nothing of the server's
    }
}
