package dev.nexs.types.internal.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.nexs.types.UnknownProperties;
import dev.nexs.types.internal.json.Document;
import dev.nexs.types.internal.json.JsonCodec;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The changes, applied to the old document, make the new one, whatever Jackson is told about the class. */
class ChangeFinderTest {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String LONG = "x".repeat(400);

    static class Person {
        public String padding = LONG;

        @JsonProperty("full-name")
        public String name = "Ann";

        public int age = 1;
        public BigDecimal score = new BigDecimal("1.50");
        public Home home = new Home();
        public List<Home> homes = new ArrayList<>(List.of(new Home()));
        public Map<String, Home> byLabel = new LinkedHashMap<>(Map.of("a", new Home(), "b", new Home()));

        @JsonInclude(JsonInclude.Include.NON_NULL)
        public String optional;

        @JsonUnwrapped(prefix = "un_")
        public Home unwrapped = new Home();

        @JsonSerialize(using = Shouting.class)
        public Home shouted = new Home();

        public Animal animal = new Cat();
        public Extras extras = new Extras();
    }

    static class Home {
        public String city = "Rome";
        public int number = 1;
        public Map<String, Object> more = new LinkedHashMap<>(Map.of("k", 1));
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    interface Animal {}

    static class Cat implements Animal {
        public int lives = 9;
    }

    static class Dog implements Animal {
        public int lives = 1;
    }

    static class Extras {
        public int weight = 1;

        private final Map<String, Object> any = new LinkedHashMap<>(Map.of("x", 1, "y", 2));

        @JsonAnyGetter
        public Map<String, Object> any() {
            return any;
        }
    }

    static class Shouting extends ValueSerializer<Home> {
        @Override
        public void serialize(Home home, JsonGenerator generator, SerializationContext context) {
            generator.writeStartObject();
            generator.writeStringProperty("CITY", home.city.toUpperCase(java.util.Locale.ROOT));
            generator.writeEndObject();
        }
    }

    @Test
    void onlyChangedMembersAreFound() {
        Person person = new Person();
        Object before = snapshot(person, Person.class);
        person.name = "Bea";
        person.home.number = 2;
        person.byLabel.get("a").more.put("k", 2);
        person.byLabel.remove("b");

        assertThat(changes(before, person, Person.class))
                .extracting(change -> change.path() + "=" + change.json())
                .containsExactlyInAnyOrder(
                        "[full-name]=\"Bea\"", "[home, number]=2", "[byLabel, a, more, k]=2", "[byLabel, b]=null");
    }

    @Test
    void whatJacksonIsToldAboutTheClassIsKept() {
        Person person = new Person();
        for (Runnable change : List.<Runnable>of(
                () -> person.optional = "now there",
                () -> person.optional = null,
                () -> person.unwrapped.city = "Oslo",
                () -> person.shouted.city = "Bern",
                () -> person.animal = new Dog(),
                () -> ((Dog) person.animal).lives = 7,
                () -> person.extras.any.put("z", 3),
                () -> person.extras.any.remove("x"),
                () -> person.extras.any.put("inner", new Extras()),
                () -> person.homes.get(0).city = "Kyiv",
                () -> person.home = null,
                () -> person.home = new Home(),
                () -> person.score = new BigDecimal("1.5"))) {
            Object before = snapshot(person, Person.class);
            change.run();
            assertApplied(before, person, Person.class);
        }
    }

    @Test
    void anObjectInTwoPlacesIsWrittenInFullWhereItHasNoCounterpart() {
        Map<String, Object> shared = new LinkedHashMap<>(Map.of("a", 1, "b", 2));
        Map<String, Object> document = new LinkedHashMap<>(Map.of("padding", LONG));
        document.put("one", shared);
        document.put("two", new LinkedHashMap<>(Map.of("list", List.of(shared), "map", shared)));
        Object before = snapshot(document, Map.class);
        shared.put("a", 9);

        assertApplied(before, document, Map.class);
    }

    @Test
    void randomDocumentsComeOutRight() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            Map<String, Object> document = randomObject(random, 4);
            document.put("padding", LONG);
            Object before = snapshot(document, Map.class);
            change(document, random);
            assertApplied(before, document, Map.class);
        }
    }

    @Test
    void theWholeDocumentIsSentWhereItIsShorterAndThatIsAskedFor() {
        Map<String, Object> document = new LinkedHashMap<>(Map.of("a", 1));
        Object before = snapshot(document, Map.class);
        document.put("a", 2);

        assertThat(new ChangeFinder(new Document(codec(Map.class)), true).change(before, document))
                .isInstanceOf(DocumentChange.Whole.class);
        assertThat(new ChangeFinder(new Document(codec(Map.class)), false).change(before, document))
                .isInstanceOf(DocumentChange.Paths.class);
    }

    @Test
    void whatIsTheSameAsJsonIsNoChange() {
        Map<String, Object> document =
                new LinkedHashMap<>(Map.of("a", 1, "set", new java.util.TreeSet<>(List.of(1, 2))));
        Object before = snapshot(document, Map.class);
        document.put("a", 1L);
        document.put("set", new java.util.LinkedHashSet<>(List.of(2, 1)));

        assertThat(new ChangeFinder(new Document(codec(Map.class)), false).change(before, document))
                .isInstanceOf(DocumentChange.Unchanged.class);
    }

    @Test
    void whatIsNoObjectIsSentAsAWhole() {
        assertThat(new ChangeFinder(new Document(codec(List.class)), false).change(List.of(1), List.of(2)))
                .isInstanceOf(DocumentChange.Whole.class);
    }

    private static Map<String, Object> randomObject(Random random, int depth) {
        Map<String, Object> object = new LinkedHashMap<>();
        int size = random.nextInt(5);
        for (int i = 0; i < size; i++) {
            object.put("k" + random.nextInt(6), randomValue(random, depth - 1));
        }
        return object;
    }

    private static Object randomValue(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> random.nextInt(3);
            case 1 -> "s" + random.nextInt(3);
            case 2 -> random.nextBoolean();
            case 3 -> null;
            case 4 -> new ArrayList<>(java.util.Arrays.asList(randomValue(random, depth - 1), 1));
            default -> randomObject(random, depth);
        };
    }

    @SuppressWarnings("unchecked")
    private static void change(Map<String, Object> object, Random random) {
        for (String key : List.copyOf(object.keySet())) {
            if (object.get(key) instanceof Map<?, ?> nested && random.nextInt(3) > 0) {
                change((Map<String, Object>) nested, random);
            } else if (random.nextInt(4) == 0 && !key.equals("padding")) {
                object.remove(key);
            } else if (random.nextInt(3) == 0 && !key.equals("padding")) {
                object.put(key, randomValue(random, 2));
            }
        }
    }

    private static Object snapshot(Object value, Type type) {
        return new Document(codec(type)).snapshot(value);
    }

    private static List<PathChange> changes(Object before, Object after, Type type) {
        return new ChangeFinder(new Document(codec(type)), false).change(before, after)
                        instanceof DocumentChange.Paths paths
                ? paths.changes()
                : List.of();
    }

    private static void assertApplied(Object before, Object after, Type type) {
        List<PathChange> changes = changes(before, after, type);
        JsonNode document = MAPPER.readTree(codec(type).write(before));
        JsonNode expected = MAPPER.readTree(codec(type).write(after));
        changes.forEach(change -> apply(change, (ObjectNode) document));
        assertThat(document).isEqualTo(expected);
    }

    private static void apply(PathChange change, ObjectNode document) {
        ObjectNode parent = document;
        for (String key : change.path().subList(0, change.path().size() - 1)) {
            parent = (ObjectNode) parent.get(key);
        }
        String last = change.path().get(change.path().size() - 1);
        if (change.json() == null) {
            parent.remove(last);
        } else {
            parent.set(last, MAPPER.readTree(change.json()));
        }
    }

    private static JsonCodec codec(Type type) {
        return new JsonCodec("test", type, MAPPER, UnknownProperties.IGNORE);
    }
}
