package dev.nexs.types.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.JsonbColumn;
import dev.nexs.types.JsonbValueException;
import dev.nexs.types.support.Databases;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Digits, offsets and zones come back as they went in, also without a mapper of the application's own. */
@PostgresServer
class PrecisionIT {

    static class Times {
        public OffsetDateTime offset = OffsetDateTime.of(2026, 3, 1, 10, 15, 30, 123_000_000, ZoneOffset.ofHours(2));
        public ZonedDateTime zoned = ZonedDateTime.of(2026, 7, 1, 10, 15, 30, 0, ZoneId.of("Europe/Rome"));
        public Object anything = new BigDecimal("0.12345678901234567890123");
    }

    @Entity(name = "Ledger")
    static class Ledger {
        @Id
        long id = 1;

        @JsonbColumn
        Times times = new Times();

        @JsonbColumn
        Map<String, Object> map = new LinkedHashMap<>();

        @JsonbColumn
        String raw;

        BigDecimal amount;
    }

    private static final List<Object> NUMBERS = List.of(
            1,
            1L << 53 | 1,
            Long.MAX_VALUE,
            new BigInteger("123456789012345678901234567890"),
            1.5,
            0.1,
            1.7976931348623157E308,
            new BigDecimal("0.1234567890123456789012345678901"),
            new BigDecimal("12345678901234567.25"),
            new BigDecimal("1.10"));

    private static SessionFactory factory;
    private static Node node;

    @BeforeAll
    static void start(Node server) {
        node = server;
        factory = Databases.factory(node, Ledger.class);
        factory.inTransaction(session -> {
            Ledger ledger = new Ledger();
            ledger.map.put("numbers", NUMBERS);
            ledger.raw = "{\"b\":[1,2],\"a\":0.12345678901234567890123}";
            ledger.amount = new BigDecimal("12.34");
            session.persist(ledger);
        });
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    @Test
    void offsetsAndZonesAreKept() {
        factory.inSession(session -> {
            Times times = session.find(Ledger.class, 1L).times;
            assertThat(times.offset.getOffset()).isEqualTo(ZoneOffset.ofHours(2));
            assertThat(times.offset).isEqualTo(new Times().offset);
            assertThat(times.zoned).isEqualTo(new Times().zoned);
            assertThat(times.anything).isEqualTo(new Times().anything);
        });
    }

    @Test
    void everyDigitIsKeptAndADoubleStaysOne() {
        factory.inSession(session -> {
            Map<String, Object> map = session.find(Ledger.class, 1L).map;
            List<?> numbers = (List<?>) map.get("numbers");
            for (int i = 0; i < NUMBERS.size(); i++) {
                Object written = NUMBERS.get(i);
                Object read = numbers.get(i);
                if (written instanceof Double && Math.abs((Double) written) < 1E15) {
                    assertThat(read).isEqualTo(written);
                } else {
                    assertThat(new BigDecimal(read.toString()))
                            .as(written.toString())
                            .isEqualByComparingTo(new BigDecimal(written.toString()));
                }
            }
        });
    }

    @Test
    void functionsReturnEveryDigit() {
        factory.inSession(session -> {
            JsonNode numbers = session.createSelectionQuery(
                            "select jsonb_get(l.map, 'numbers') from Ledger l", JsonNode.class)
                    .getSingleResult();
            for (int i = 0; i < NUMBERS.size(); i++) {
                assertThat(numbers.get(i).decimalValue())
                        .isEqualByComparingTo(new BigDecimal(NUMBERS.get(i).toString()));
            }
            assertThat(session.createSelectionQuery(
                                    "select jsonb_path_query_first(l.map, '$.numbers[7]') from Ledger l",
                                    JsonNode.class)
                            .getSingleResult()
                            .decimalValue())
                    .isEqualTo(new BigDecimal("0.1234567890123456789012345678901"));
            assertThat(session.createSelectionQuery("select to_jsonb(l.amount) from Ledger l", JsonNode.class)
                            .getSingleResult()
                            .decimalValue())
                    .isEqualTo(new BigDecimal("12.34"));
        });
    }

    @Test
    void aStringIsTheJsonTextItself() {
        factory.inSession(session -> {
            String raw = session.find(Ledger.class, 1L).raw;
            assertThat(raw).isEqualTo("{\"a\": 0.12345678901234567890123, \"b\": [1, 2]}");
            assertThat(session.createSelectionQuery(
                                    "select jsonb_typeof(l.raw) from Ledger l where jsonb_contains(l.raw, '{\"b\":[2]}')",
                                    String.class)
                            .getSingleResult())
                    .isEqualTo("object");
        });
        factory.getStatistics().clear();
        factory.inTransaction(
                session -> session.find(Ledger.class, 1L).raw = "{\"b\":[1,2], \"a\":0.12345678901234567890123}");
        assertThat(factory.getStatistics().getEntityUpdateCount()).isZero();
        assertThatThrownBy(() -> factory.inTransaction(session -> session.find(Ledger.class, 1L).raw = "no json"))
                .hasRootCauseInstanceOf(tools.jackson.core.JacksonException.class)
                .isInstanceOf(JsonbValueException.class)
                .hasMessageContainingAll("Ledger.raw", "JSON text");
    }
}
