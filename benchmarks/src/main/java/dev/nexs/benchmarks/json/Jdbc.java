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

/** What one writes by hand. */
final class Jdbc {

    private static final String SELECT = "select id, doc from PlainJdbc where id = ?";
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private Jdbc() {}

    static Operation read(DataSource pool, Class<?> type, LongSupplier row) {
        return () -> {
            try (Connection connection = pool.getConnection()) {
                load(connection, type, row.getAsLong());
            }
        };
    }

    static Operation change(DataSource pool, Class<?> type, LongSupplier row) {
        return () -> {
            try (Connection connection = pool.getConnection();
                    PreparedStatement update =
                            connection.prepareStatement("update PlainJdbc set doc = ? where id = ?")) {
                connection.setAutoCommit(false);
                long id = row.getAsLong();
                PGobject json = new PGobject();
                json.setType("jsonb");
                json.setValue(MAPPER.writeValueAsString(changed(load(connection, type, id))));
                update.setObject(1, json);
                update.setLong(2, id);
                update.executeUpdate();
                connection.commit();
                connection.setAutoCommit(true);
            }
        };
    }

    private static Object load(Connection connection, Class<?> type, long id) throws Exception {
        try (PreparedStatement select = connection.prepareStatement(SELECT)) {
            select.setLong(1, id);
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                return MAPPER.readValue(rows.getString(2), type);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Object changed(Object document) {
        if (document instanceof Profile profile) {
            profile.counter++;
        } else if (document instanceof Document record) {
            return record.next();
        } else {
            ((Map<String, Object>) document).merge("counter", 1, (a, b) -> (Integer) a + 1);
        }
        return document;
    }
}
