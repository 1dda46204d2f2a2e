package dev.nexs.types.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.nexs.types.UnknownProperties;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** What is compared and what is copied of a value, field by field. */
class DocumentTest {

    static class Base {
        public String inherited = "base";
    }

    static class Leaves extends Base {
        public boolean flag;
        public byte tiny;
        public short small;
        public char letter = 'a';
        public int number;
        public long large;
        public float single;
        public double exact;
        public String text = "text";
        public List<String> tags = new ArrayList<>(List.of("x"));
    }

    record Address(String city, int number) {}

    record Person(String name, double score, List<Address> addresses) {}

    record Tagged(@JsonIgnore String secret, List<String> tags) {}

    @SuppressWarnings("unused")
    static class Fixed {
        public final String name = String.valueOf("fixed");
        public int count;
    }

    private final Document document =
            new Document(new JsonCodec("a test", Object.class, JsonMapper.shared(), UnknownProperties.IGNORE));

    static Stream<Named<Consumer<Leaves>>> changes() {
        return Stream.of(
                Named.of("inherited", value -> value.inherited = "changed"),
                Named.of("boolean", value -> value.flag = true),
                Named.of("byte", value -> value.tiny = 1),
                Named.of("short", value -> value.small = 1),
                Named.of("char", value -> value.letter = 'b'),
                Named.of("int", value -> value.number = 1),
                Named.of("long", value -> value.large = 1L << 40),
                Named.of("float", value -> value.single = -0.0f),
                Named.of("double", value -> value.exact = Double.NaN),
                Named.of("text", value -> value.text = "changed"),
                Named.of("list", value -> value.tags.set(0, "changed")));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void everyFieldCountsAndEveryFieldIsCopied(Consumer<Leaves> change) {
        Leaves value = new Leaves();
        Object before = document.snapshot(value);
        assertThat(before).isInstanceOf(Leaves.class).isNotSameAs(value);
        assertThat(document.same(value, before)).isTrue();

        change.accept(value);

        assertThat(document.same(value, before)).isFalse();
        assertThat(document.same(value, document.snapshot(value))).isTrue();
    }

    @Test
    void textOfTheSameCharactersIsTheSame() {
        Leaves value = new Leaves();
        Object before = document.snapshot(value);

        value.text = new StringBuilder("te").append("xt").toString();

        assertThat(document.same(value, before)).isTrue();
    }

    @Test
    void whatIsNotANumberIsTheSameAsItself() {
        Leaves value = new Leaves();
        value.exact = Double.NaN;
        value.single = Float.NaN;
        assertThat(document.same(value, document.snapshot(value))).isTrue();
    }

    @Test
    void aRecordThatHoldsAListIsCopiedWithAllElseItHolds() {
        List<Address> addresses = new ArrayList<>(List.of(new Address("Rome", 1)));
        Person person = new Person("Ann", 1.5, addresses);
        Object before = document.snapshot(person);
        assertThat(before).isNotSameAs(person).isEqualTo(person);

        addresses.add(new Address("Oslo", 2));

        assertThat(document.same(person, before)).isFalse();
        assertThat(before).isEqualTo(new Person("Ann", 1.5, List.of(new Address("Rome", 1))));
    }

    @Test
    void aRecordWithAnIgnoredComponentIsCopiedAndThatComponentDoesNotCount() {
        Tagged value = new Tagged("secret", new ArrayList<>(List.of("x")));
        Object before = document.snapshot(value);

        assertThat(before).isEqualTo(value);
        assertThat(document.same(new Tagged("other", List.of("x")), before)).isTrue();
        assertThat(document.same(new Tagged("secret", List.of("y")), before)).isFalse();
    }

    @Test
    void aFinalFieldIsCopiedToo() {
        Fixed value = new Fixed();
        Fixed before = (Fixed) document.snapshot(value);

        assertThat(before).isNotSameAs(value);
        value.count++;

        assertThat(document.same(value, before)).isFalse();
    }

    static Stream<Object> immutables() {
        return Stream.of(
                new Person("Ann", 1, List.of()),
                new Person("Ann", 1, List.of(new Address("Rome", 1))),
                new Person("Ann", 1, List.of(new Address("Rome", 1), new Address("a", 2), new Address("b", 3))),
                new Person("Ann", 1, Stream.of(new Address("Rome", 1)).toList()),
                List.of("a", List.of("b"), Map.of("c", Set.of("d"))),
                Map.of(),
                Map.of("a", 1, "b", Map.of("c", List.of(2))));
    }

    @ParameterizedTest
    @MethodSource("immutables")
    void whatCannotChangeIsItsOwnSnapshot(Object value) {
        assertThat(document.snapshot(value)).isSameAs(value);
    }

    static Stream<Named<Object>> mutables() {
        return Stream.of(
                Named.of("a list in a list of the JDK", List.of(new ArrayList<>(List.of("x")))),
                Named.of("a map in a map of the JDK", Map.of("a", new HashMap<>(Map.of("b", 1)))),
                Named.of("an object in a set of the JDK", Set.of(new Leaves())),
                Named.of("a list in a record", new Person("Ann", 1, new ArrayList<>())));
    }

    @ParameterizedTest
    @MethodSource("mutables")
    void whatCanChangeInsideIsCopied(Object value) {
        assertThat(document.snapshot(value)).isNotSameAs(value);
    }

    @Test
    void aChangeDeepInACollectionOfTheJdkIsFound() {
        List<String> inner = new ArrayList<>(List.of("x"));
        Map<String, List<List<String>>> value = Map.of("a", List.of(inner));
        Object before = document.snapshot(value);
        assertThat(document.same(value, before)).isTrue();

        inner.add("y");

        assertThat(document.same(value, before)).isFalse();
    }
}
