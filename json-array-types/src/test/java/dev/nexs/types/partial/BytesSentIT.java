package dev.nexs.types.partial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.JsonbColumn;
import dev.nexs.types.support.CountingForwarder;
import dev.nexs.types.support.Databases;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What goes over the wire when one member of a document of 100 kB changes. */
@PostgresServer
class BytesSentIT {

    private static final int MEMBERS = 100;
    private static final String KILOBYTE = "x".repeat(1_000);

    @MappedSuperclass
    abstract static class Large {
        @Id
        long id = 1;

        abstract Map<String, Object> doc();
    }

    @Entity(name = "SentWhole")
    static class SentWhole extends Large {
        @JsonbColumn
        Map<String, Object> doc = large();

        @Override
        Map<String, Object> doc() {
            return doc;
        }
    }

    @Entity(name = "SentByPath")
    static class SentByPath extends Large {
        @JsonbColumn(partialUpdate = true)
        Map<String, Object> doc = large();

        @Override
        Map<String, Object> doc() {
            return doc;
        }
    }

    private static Map<String, Object> large() {
        Map<String, Object> doc = new HashMap<>();
        for (int i = 0; i < MEMBERS; i++) {
            doc.put("member" + i, new HashMap<>(Map.of("text", KILOBYTE, "count", i)));
        }
        return doc;
    }

    @Test
    void theChangedPathIsAtLeastFiveTimesFewerBytesThanTheDocument(Node node) throws Exception {
        try (CountingForwarder wire = new CountingForwarder(node.host(), node.port());
                SessionFactory factory = Databases.factory(
                        node,
                        Map.of("hibernate.connection.datasource", through(wire, node)),
                        SentWhole.class,
                        SentByPath.class)) {
            factory.inTransaction(session -> {
                session.persist(new SentWhole());
                session.persist(new SentByPath());
            });
            long whole = bytesOfAChange(SentWhole.class, factory, wire);
            long path = bytesOfAChange(SentByPath.class, factory, wire);

            assertThat(whole).isGreaterThan(100_000);
            assertThat(path).isPositive().isLessThanOrEqualTo(whole / 5);
            assertThat(count(SentWhole.class, factory)).isEqualTo(-1);
            assertThat(count(SentByPath.class, factory)).isEqualTo(-1);
        }
    }

    /** Everything from the connection to the commit. */
    private static long bytesOfAChange(Class<? extends Large> entity, SessionFactory factory, CountingForwarder wire) {
        long before = wire.bytesSent();
        factory.inTransaction(session -> member(session.find(entity, 1L)).put("count", -1));
        return wire.bytesSent() - before;
    }

    private static int count(Class<? extends Large> entity, SessionFactory factory) {
        return factory.fromSession(
                session -> (Integer) member(session.find(entity, 1L)).get("count"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> member(Large entity) {
        return (Map<String, Object>) entity.doc().get("member7");
    }

    private static PGSimpleDataSource through(CountingForwarder wire, Node node) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"localhost"});
        source.setPortNumbers(new int[] {wire.port()});
        source.setDatabaseName(node.database());
        source.setUser(node.username());
        source.setPassword(node.password());
        return source;
    }
}
