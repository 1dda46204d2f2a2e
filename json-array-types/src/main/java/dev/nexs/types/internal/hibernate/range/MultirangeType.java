package dev.nexs.types.internal.hibernate.range;

import dev.nexs.types.MultirangeColumn;
import dev.nexs.types.MultirangeKind;
import io.hypersistence.utils.hibernate.type.range.Range;
import java.io.Serializable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.usertype.UserType;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/** A list of ranges as a multirange. Ranges are immutable, so a copy of the list is a copy of the value. */
public final class MultirangeType implements UserType<List<Range<?>>> {

    /** One range: a bracket, anything that is no bracket unless quoted, a bracket. */
    private static final Pattern RANGE = Pattern.compile("[\\[(](?:\"[^\"]*\"|[^\\])\"])*[\\])]");

    private final MultirangeKind kind;

    /** Hibernate hands over the annotation of the attribute. */
    public MultirangeType(MultirangeColumn column) {
        this.kind = column.value();
    }

    @Override
    public int getSqlType() {
        return Types.OTHER;
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public Class<List<Range<?>>> returnedClass() {
        return (Class) List.class;
    }

    @Override
    public boolean equals(@Nullable List<Range<?>> one, @Nullable List<Range<?>> other) {
        return Objects.equals(one, other);
    }

    @Override
    public int hashCode(@Nullable List<Range<?>> value) {
        return Objects.hashCode(value);
    }

    @Override
    @SuppressWarnings("NullAway") // SQL NULL is null
    public List<Range<?>> nullSafeGet(ResultSet rs, int position, WrapperOptions options) throws SQLException {
        String text = rs.getString(position);
        return text == null ? null : parse(text);
    }

    @Override
    public void nullSafeSet(PreparedStatement st, @Nullable List<Range<?>> value, int position, WrapperOptions options)
            throws SQLException {
        if (value == null) {
            st.setNull(position, Types.OTHER);
        } else {
            PGobject multirange = new PGobject();
            multirange.setType(kind.sqlType());
            multirange.setValue(text(value));
            st.setObject(position, multirange);
        }
    }

    private List<Range<?>> parse(String text) {
        List<Range<?>> ranges = new ArrayList<>();
        Matcher matcher = RANGE.matcher(text);
        while (matcher.find()) {
            ranges.add(kind.parse(matcher.group()));
        }
        return ranges;
    }

    private static String text(List<Range<?>> ranges) {
        return ranges.stream().map(Range::asString).collect(Collectors.joining(",", "{", "}"));
    }

    @Override
    @SuppressWarnings("NullAway")
    public List<Range<?>> deepCopy(@Nullable List<Range<?>> value) {
        return value == null ? null : new ArrayList<>(value);
    }

    @Override
    public boolean isMutable() {
        return true;
    }

    @Override
    @SuppressWarnings("NullAway")
    public Serializable disassemble(@Nullable List<Range<?>> value) {
        return value == null ? null : text(value);
    }

    @Override
    @SuppressWarnings("NullAway")
    public List<Range<?>> assemble(@Nullable Serializable cached, Object owner) {
        return cached == null ? null : parse((String) cached);
    }
}
