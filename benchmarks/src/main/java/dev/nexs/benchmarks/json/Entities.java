package dev.nexs.benchmarks.json;

import dev.nexs.types.JsonSchema;
import dev.nexs.types.JsonbColumn;
import io.hypersistence.utils.hibernate.type.json.JsonBinaryType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.Map;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Type;
import org.hibernate.type.SqlTypes;

/** One entity for each mapping and shape, all over tables of the same content. */
@SuppressWarnings("NullAway.Init")
final class Entities {

    private Entities() {}

    /** What the loop does with any of them. */
    interface Changeable {
        void change();
    }

    @Entity(name = "NexsClass")
    static class NexsClass implements Changeable {
        @Id
        long id;

        @JsonbColumn
        Profile doc;

        @Override
        public void change() {
            doc.counter++;
        }
    }

    @Entity(name = "NexsRecord")
    static class NexsRecord implements Changeable {
        @Id
        long id;

        @JsonbColumn
        Document doc;

        @Override
        public void change() {
            doc = doc.next();
        }
    }

    @Entity(name = "NexsMap")
    static class NexsMap implements Changeable {
        @Id
        long id;

        @JsonbColumn
        Map<String, Object> doc;

        @Override
        public void change() {
            doc.merge("counter", 1, (a, b) -> (Integer) a + 1);
        }
    }

    @Entity(name = "HypersistenceClass")
    static class HypersistenceClass implements Changeable {
        @Id
        long id;

        @Type(JsonBinaryType.class)
        @Column(columnDefinition = "jsonb")
        Profile doc;

        @Override
        public void change() {
            doc.counter++;
        }
    }

    @Entity(name = "HypersistenceRecord")
    static class HypersistenceRecord implements Changeable {
        @Id
        long id;

        @Type(JsonBinaryType.class)
        @Column(columnDefinition = "jsonb")
        Document doc;

        @Override
        public void change() {
            doc = doc.next();
        }
    }

    @Entity(name = "HypersistenceMap")
    static class HypersistenceMap implements Changeable {
        @Id
        long id;

        @Type(JsonBinaryType.class)
        @Column(columnDefinition = "jsonb")
        Map<String, Object> doc;

        @Override
        public void change() {
            doc.merge("counter", 1, (a, b) -> (Integer) a + 1);
        }
    }

    @Entity(name = "NativeClass")
    static class NativeClass implements Changeable {
        @Id
        long id;

        @JdbcTypeCode(SqlTypes.JSON)
        Profile doc;

        @Override
        public void change() {
            doc.counter++;
        }
    }

    @Entity(name = "NativeRecord")
    static class NativeRecord implements Changeable {
        @Id
        long id;

        @JdbcTypeCode(SqlTypes.JSON)
        Document doc;

        @Override
        public void change() {
            doc = doc.next();
        }
    }

    @Entity(name = "NativeMap")
    static class NativeMap implements Changeable {
        @Id
        long id;

        @JdbcTypeCode(SqlTypes.JSON)
        Map<String, Object> doc;

        @Override
        public void change() {
            doc.merge("counter", 1, (a, b) -> (Integer) a + 1);
        }
    }

    @Entity(name = "NexsValued")
    static class NexsValued implements Changeable {
        @Id
        long id;

        @JsonbColumn
        ValuedProfile doc;

        @Override
        public void change() {
            doc.counter++;
        }
    }

    @Entity(name = "HypersistenceValued")
    static class HypersistenceValued implements Changeable {
        @Id
        long id;

        @Type(JsonBinaryType.class)
        @Column(columnDefinition = "jsonb")
        ValuedProfile doc;

        @Override
        public void change() {
            doc.counter++;
        }
    }

    @Entity(name = "NativeValued")
    static class NativeValued implements Changeable {
        @Id
        long id;

        @JdbcTypeCode(SqlTypes.JSON)
        ValuedProfile doc;

        @Override
        public void change() {
            doc.counter++;
        }
    }

    @Entity(name = "WholeDocument")
    static class WholeDocument implements Changeable {
        @Id
        long id;

        @JsonbColumn
        Profile doc;

        @Override
        public void change() {
            doc.counter++;
        }
    }

    @Entity(name = "PartialDocument")
    static class PartialDocument implements Changeable {
        @Id
        long id;

        @JsonbColumn(partialUpdate = true)
        Profile doc;

        @Override
        public void change() {
            doc.counter++;
        }
    }

    @Entity(name = "CheckedDocument")
    static class CheckedDocument implements Changeable {
        @Id
        long id;

        @JsonbColumn
        @JsonSchema("schemas/benchmark.json")
        Profile doc;

        @Override
        public void change() {
            doc.counter++;
        }
    }
}
