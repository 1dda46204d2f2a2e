package dev.nexs.associations.internal.hibernate.json;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The types of a select's columns in the database, which the driver needs to decode text. Domains are their base type. */
record ColumnTypes(List<Integer> oids) {

    /**
     * Numbers, text, bytes, times, uuid, JSON: their cast to text is what the server sends. That of others is not: the one of
     * {@code char(n)} cuts blanks, that of {@code boolean} writes a word, that of {@code inet} adds a mask.
     */
    private static final Set<Integer> PLAIN =
            Set.of(17, 20, 21, 23, 25, 114, 700, 701, 1043, 1082, 1083, 1114, 1184, 1700, 2950, 3802);

    /** Asks the server once; the select is not run, because nothing is joined on a false condition. */
    static ColumnTypes of(Connection connection, String select, int columns, int parameters) throws SQLException {
        String types = IntStream.range(0, columns)
                .mapToObj(i -> "pg_typeof(c." + name(i) + ")::oid")
                .collect(Collectors.joining(","));
        String question = "with recursive base as ("
                + "select u.position, t.oid, t.typbasetype from unnest((select array[" + types + "] from (select 1) o"
                + " left join (" + select + ") c(" + names(columns) + ") on false)) with ordinality u(type, position)"
                + " join pg_type t on t.oid = u.type"
                + " union all select b.position, t.oid, t.typbasetype from base b join pg_type t on t.oid = b.typbasetype)"
                + " select oid from base where typbasetype = 0 order by position";
        List<Integer> oids = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(question)) {
            for (int i = 1; i <= parameters; i++) {
                statement.setNull(i, Types.NULL);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    oids.add((int) rows.getLong(1));
                }
            }
        }
        return new ColumnTypes(List.copyOf(oids));
    }

    int count() {
        return oids.size();
    }

    /** {@return the value in the form that the server sends} */
    String asText(int column, String value) {
        return PLAIN.contains(oids.get(column))
                ? "cast(" + value + " as text)"
                : "case when " + value + " is not null then concat(" + value + ") end";
    }

    String names() {
        return names(count());
    }

    private static String names(int columns) {
        return IntStream.range(0, columns).mapToObj(ColumnTypes::name).collect(Collectors.joining(","));
    }

    static String name(int column) {
        return "c" + column;
    }
}
