package dev.nexs.types.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.JsonTypesSettings;
import dev.nexs.types.Jsonb;
import dev.nexs.types.JsonbColumn;
import dev.nexs.types.spi.JsonMapperProvider;
import dev.nexs.types.support.Databases;
import dev.nexs.types.support.SqlLog;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hibernate.AnnotationException;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** A mapper that the user supplies: its names and its formats are what is stored, read and compared. */
@PostgresServer
class MapperIT {

    /** Names in snake case, durations in minutes. */
    public static final class HouseStyle implements JsonMapperProvider {
        @Override
        public JsonMapper mapper() {
            SimpleModule minutes = new SimpleModule()
                    .addSerializer(Duration.class, new WriteMinutes())
                    .addDeserializer(Duration.class, new ReadMinutes());
            return JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .addModule(minutes)
                    .build();
        }
    }

    private static final class WriteMinutes extends StdSerializer<Duration> {
        WriteMinutes() {
            super(Duration.class);
        }

        @Override
        public void serialize(Duration value, JsonGenerator out, SerializationContext context) {
            out.writeNumber(value.toMinutes());
        }
    }

    private static final class ReadMinutes extends StdDeserializer<Duration> {
        ReadMinutes() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser in, DeserializationContext context) {
            return Duration.ofMinutes(in.getLongValue());
        }
    }

    static class Trip {
        public String firstStop = "Rome";
        public Duration stopTime = Duration.ofMinutes(90);
        public BigDecimal fare = new BigDecimal("0.1234567890123456789012345678901");
        public String longText = "x".repeat(1_000);
        public List<String> laterStops = new ArrayList<>(List.of("Pisa"));
    }

    @Entity(name = "Journey")
    static class Journey {
        @Id
        long id = 1;

        @JsonbColumn(mapper = HouseStyle.class)
        Trip trip = new Trip();

        @JsonbColumn(mapper = HouseStyle.class, partialUpdate = true)
        Trip byPath = new Trip();
    }

    private static final SqlLog LOG = new SqlLog();

    @Test
    void itsNamesAndFormatsAreStoredComparedAndReadBack(Node node) {
        try (SessionFactory factory =
                Databases.factory(node, Map.of("hibernate.session_factory.statement_inspector", LOG), Journey.class)) {
            factory.inTransaction(session -> session.persist(new Journey()));
            factory.inTransaction(session -> {
                session.find(Journey.class, 1L);
                session.flush();
            });
            assertThat(factory.getStatistics().getEntityUpdateCount()).isZero();

            factory.inTransaction(session -> {
                Journey journey = session.find(Journey.class, 1L);
                journey.trip.laterStops.add("Siena");
                journey.byPath.stopTime = Duration.ofHours(2);
                journey.byPath.fare = journey.byPath.fare.add(BigDecimal.ONE);
            });
            assertThat(LOG.all()).anyMatch(sql -> sql.contains("jsonb_set"));
            factory.inSession(session -> {
                Journey journey = session.find(Journey.class, 1L);
                assertThat(journey.trip.stopTime).isEqualTo(Duration.ofMinutes(90));
                assertThat(journey.trip.laterStops).containsExactly("Pisa", "Siena");
                assertThat(journey.byPath.stopTime).isEqualTo(Duration.ofHours(2));
                assertThat(journey.byPath.fare).isEqualTo("1.1234567890123456789012345678901");
                assertThat(session.createSelectionQuery(
                                        "select jsonb_get_text(j.byPath, 'stop_time') from Journey j", String.class)
                                .getSingleResult())
                        .isEqualTo("120");
            });
        }
    }

    @Test
    void aValueBesideRowsOfItsDocumentsIsWrittenByIt(Node node) {
        try (SessionFactory factory = Databases.factory(node, Journey.class)) {
            factory.inTransaction(session -> session.persist(new Journey()));
            assertThat(membersLike(factory, "from Journey j join lateral jsonb_each(j.trip) e", "e.value"))
                    .containsExactly("stop_time");
            assertThat(membersLike(
                            factory,
                            "from Journey j join lateral jsonb_to_record(j.trip, 'stop_time jsonb') e",
                            "e.stop_time"))
                    .hasSize(1);
            assertThat(membersLike(
                            factory,
                            "from Journey j join lateral jsonb_path_query(j.trip, '$.stop_time') e",
                            "e.value"))
                    .hasSize(1);
        }
    }

    private static List<Object> membersLike(SessionFactory factory, String from, String value) {
        String selected = from.contains("jsonb_each") ? "e.key" : value;
        return factory.fromSession(session -> session.createSelectionQuery(
                        "select " + selected + " " + from + " where jsonb_contains(" + value + ", :time)", Object.class)
                .setParameter("time", Duration.ofMinutes(90))
                .getResultList());
    }

    static final class NeedsAnArgument implements JsonMapperProvider {
        private final JsonMapper mapper;

        NeedsAnArgument(JsonMapper mapper) {
            this.mapper = mapper;
        }

        @Override
        public JsonMapper mapper() {
            return mapper;
        }
    }

    @Entity(name = "Unmade")
    static class Unmade {
        @Id
        long id;

        @JsonbColumn(mapper = NeedsAnArgument.class)
        Trip trip;
    }

    @Test
    void aProviderThatCannotBeCreatedStopsTheStart(Node node) {
        assertThatThrownBy(() -> Databases.factory(node, Unmade.class))
                .isInstanceOf(AnnotationException.class)
                .cause()
                .hasMessageContaining("Unmade.trip")
                .hasMessageContaining(NeedsAnArgument.class.getName())
                .hasMessageContaining("constructor");
    }

    public static final class SuppliesNothing implements JsonMapperProvider {
        @Override
        public JsonMapper mapper() {
            return null;
        }
    }

    @Entity(name = "Unsupplied")
    static class Unsupplied {
        @Id
        long id;

        @JsonbColumn(mapper = SuppliesNothing.class)
        Trip trip;
    }

    @Test
    void aProviderThatSuppliesNothingStopsTheStart(Node node) {
        assertThatThrownBy(() -> Databases.factory(node, Unsupplied.class))
                .isInstanceOf(AnnotationException.class)
                .cause()
                .hasMessageContaining("Unsupplied.trip")
                .hasMessageContaining("null");
    }

    @Test
    void aValueBesideADocumentIsWrittenAsTheDocumentIs(Node node) {
        try (SessionFactory factory = Databases.factory(node, Journey.class)) {
            factory.inTransaction(session -> session.persist(new Journey()));

            factory.inTransaction(session -> assertThat(session.createMutationQuery(
                                    "update Journey j set j.trip = jsonb_set(j.trip, :stop, 'stop_time'),"
                                            + " j.byPath = jsonb_concat(j.byPath, :more)")
                            .setParameter("stop", Duration.ofHours(2))
                            .setParameter("more", Map.of("stop_time", Duration.ofHours(3)))
                            .executeUpdate())
                    .isOne());
            factory.inSession(session -> {
                Journey journey = session.find(Journey.class, 1L);
                assertThat(journey.trip.stopTime).isEqualTo(Duration.ofHours(2));
                assertThat(journey.byPath.stopTime).isEqualTo(Duration.ofHours(3));
            });

            Trip sought = new Trip();
            sought.stopTime = Duration.ofHours(2);
            factory.inSession(session -> {
                assertThat(session.createSelectionQuery(
                                        "select j.id from Journey j where jsonb_contains(j.trip, :trip)"
                                                + " and jsonb_contained_by(j.trip, :trip)",
                                        Long.class)
                                .setParameter("trip", sought)
                                .getResultList())
                        .containsExactly(1L);
                assertThat(session.createSelectionQuery(
                                        "select j.id from Journey j"
                                                + " where jsonb_contains(jsonb_get(j.trip, 'stop_time'), :stop)",
                                        Long.class)
                                .setParameter("stop", Duration.ofHours(2))
                                .getResultList())
                        .containsExactly(1L);
                var builder = session.getCriteriaBuilder();
                var query = builder.createQuery(Journey.class);
                var journey = query.from(Journey.class);
                query.where(Jsonb.contains(builder, journey.get("trip"), sought));
                assertThat(session.createSelectionQuery(query).getResultList()).hasSize(1);
            });
            factory.inTransaction(session -> {
                var builder = session.getCriteriaBuilder();
                var update = builder.createCriteriaUpdate(Journey.class);
                var journey = update.from(Journey.class);
                jakarta.persistence.criteria.Path<Trip> trip = journey.get("trip");
                update.set(trip, Jsonb.set(builder, trip, Duration.ofHours(4), "stop_time"));
                session.createMutationQuery(update).executeUpdate();
            });
            factory.inSession(session ->
                    assertThat(session.find(Journey.class, 1L).trip.stopTime).isEqualTo(Duration.ofHours(4)));
        }
    }

    @Entity(name = "Visit")
    static class Visit {
        @Id
        long id = 1;

        @JsonbColumn(mapper = HouseStyle.class)
        Trip trip = new Trip();

        @JsonbColumn
        Trip plain = new Trip();
    }

    @Test
    void oneParameterBesideDocumentsOfTwoMappersIsRefused(Node node) {
        try (SessionFactory factory = Databases.factory(node, Visit.class)) {
            factory.inTransaction(session -> session.persist(new Visit()));
            factory.inSession(session -> {
                assertThatThrownBy(() -> session.createSelectionQuery(
                                        "select v.id from Visit v where jsonb_contains(v.trip, :trip)"
                                                + " and jsonb_contains(v.plain, :trip)",
                                        Long.class)
                                .setParameter("trip", new Trip())
                                .getResultList())
                        .hasStackTraceContaining("one parameter for each");
                assertThat(session.createSelectionQuery(
                                        "select v.id from Visit v where jsonb_contains(v.trip, :one)"
                                                + " and jsonb_contains(v.plain, :other)",
                                        Long.class)
                                .setParameter("one", new Trip())
                                .setParameter("other", new Trip())
                                .getResultList())
                        .containsExactly(1L);
            });
        }
    }

    @Entity(name = "Errand")
    static class Errand {
        @Id
        long id = 1;

        @JsonbColumn
        Trip trip = new Trip();
    }

    @Test
    void theMapperOfTheSettingIsTheOneOfEveryDocumentThatNamesNone(Node node) {
        JsonMapper houseStyle = new HouseStyle().mapper();
        for (Object setting : List.of(houseStyle, new HouseStyle(), HouseStyle.class, HouseStyle.class.getName())) {
            try (SessionFactory factory =
                    Databases.factory(node, Map.of(JsonTypesSettings.JSON_MAPPER, setting), Errand.class)) {
                factory.inTransaction(session -> session.persist(new Errand()));
                factory.inSession(session -> {
                    assertThat(session.createSelectionQuery(
                                            "select jsonb_get_text(e.trip, 'stop_time') from Errand e"
                                                    + " where jsonb_contains(e.trip, :trip)",
                                            String.class)
                                    .setParameter("trip", new Trip())
                                    .getSingleResult())
                            .as(setting.toString())
                            .isEqualTo("90");
                    assertThat(session.createSelectionQuery(
                                            "select jsonb_get(:free, 'stop_time') from Errand", JsonNode.class)
                                    .setParameter("free", new Trip())
                                    .getSingleResult()
                                    .asInt())
                            .isEqualTo(90);
                });
            }
        }
    }

    @Test
    void aSettingThatIsNoMapperStopsTheStart(Node node) {
        for (Object setting : List.of(12, "no.such.Provider", String.class)) {
            assertThatThrownBy(
                            () -> Databases.factory(node, Map.of(JsonTypesSettings.JSON_MAPPER, setting), Errand.class))
                    .hasStackTraceContaining(JsonTypesSettings.JSON_MAPPER)
                    .hasStackTraceContaining("JsonMapperProvider");
        }
    }
}
