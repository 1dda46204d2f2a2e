package dev.nexs.benchmarks.json;

import dev.nexs.benchmarks.harness.Operation;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.function.LongSupplier;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.ColumnTransformer;

/**
 * The document as plain text in an entity, read and written by hand as over JDBC: what Hibernate takes for a row whoever
 * maps its document. A mapping has nothing to gain beyond it.
 */
@Entity(name = Text.TABLE)
@SuppressWarnings("NullAway.Init")
class Text {

    static final String TABLE = "TextDocument";

    @Id
    long id;

    @Column(columnDefinition = "jsonb")
    @ColumnTransformer(write = "cast(? as jsonb)")
    String doc;

    static Operation read(SessionFactory factory, Class<?> type, LongSupplier row) {
        return () -> {
            try (Session session = factory.openSession()) {
                session.setDefaultReadOnly(true);
                Jdbc.MAPPER.readValue(session.find(Text.class, row.getAsLong()).doc, type);
            }
        };
    }

    static Operation change(SessionFactory factory, Class<?> type, LongSupplier row) {
        return () -> factory.inTransaction(session -> {
            Text text = session.find(Text.class, row.getAsLong());
            text.doc = Jdbc.MAPPER.writeValueAsString(Jdbc.changed(Jdbc.MAPPER.readValue(text.doc, type)));
        });
    }
}
