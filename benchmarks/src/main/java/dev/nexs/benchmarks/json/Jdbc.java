package dev.nexs.benchmarks.json;

import dev.nexs.benchmarks.harness.Operation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.postgresql.util.PGobject;
import tools.jackson.databind.json.JsonMapper;

/** What one writes by hand: the same statements in the same transactions as the mappings send. */
final class Jdbc {

    static final JsonMapper MAPPER = JsonMapper.shared();

    private Jdbc() {}

    static String table(String shape) {
        return "Plain" + shape;
    }

    static Operation read(DataSource pool, String shape, Class<?> type, LongSupplier row) {
        String select = select(shape);
        return () -> {
            try (Connection connection = pool.getConnection()) {
                load(connection, select, type, row.getAsLong());
            }
        };
    }

    private static String select(String shape) {
        return "select id, doc from " + table(shape) + " where id = ?";
    }

    static Operation change(DataSource pool, String shape, Class<?> type, LongSupplier row) {
        String select = select(shape);
        String sql = "update " + table(shape) + " set doc = ? where id = ?";
        return () -> {
            try (Connection connection = pool.getConnection();
                    PreparedStatement update = connection.prepareStatement(sql)) {
                connection.setAutoCommit(false);
                long id = row.getAsLong();
                PGobject json = new PGobject();
                json.setType("jsonb");
                json.setValue(MAPPER.writeValueAsString(changed(load(connection, select, type, id))));
                update.setObject(1, json);
                update.setLong(2, id);
                update.executeUpdate();
                connection.commit();
                connection.setAutoCommit(true);
            }
        };
    }

    /** The document is read as a whole, as by the mapping, and one member of it is written. */
    static Operation path(DataSource pool, String table, LongSupplier row) {
        String select = "select id, doc from " + table + " where id = ?";
        String sql = "update " + table + " set doc = jsonb_set(doc, '{counter}', to_jsonb(?)) where id = ?";
        return () -> {
            try (Connection connection = pool.getConnection();
                    PreparedStatement update = connection.prepareStatement(sql)) {
                connection.setAutoCommit(false);
                long id = row.getAsLong();
                Profile profile = (Profile) load(connection, select, Profile.class, id);
                update.setInt(1, profile.counter + 1);
                update.setLong(2, id);
                update.executeUpdate();
                connection.commit();
                connection.setAutoCommit(true);
            }
        };
    }

    private static Object load(Connection connection, String sql, Class<?> type, long id) throws Exception {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, id);
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                return MAPPER.readValue(rows.getString(2), type);
            }
        }
    }

    @SuppressWarnings("unchecked")
    static Object changed(Object document) {
        if (document instanceof Profile profile) {
            profile.counter++;
        } else if (document instanceof ValuedProfile valued) {
            valued.counter++;
        } else if (document instanceof Document record) {
            return record.next();
        } else {
            ((Map<String, Object>) document).merge("counter", 1, (a, b) -> (Integer) a + 1);
        }
        return document;
    }
}
