package dev.nexs.types.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonFilter;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIdentityInfo;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.ObjectIdGenerators;
import dev.nexs.types.UnknownProperties;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URL;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.ser.std.SimpleBeanPropertyFilter;
import tools.jackson.databind.ser.std.SimpleFilterProvider;

/** A change of what Jackson writes is a change, and nothing else is. */
class WrittenContentTest {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    static class Inner {
        public String name = "a";
        public List<String> list = new ArrayList<>(List.of("x"));
    }

    // What is written

    static class TransientWithGetter {
        private transient Inner inner = new Inner();

        public Inner getInner() {
            return inner;
        }

        public void setInner(Inner inner) {
            this.inner = inner;
        }
    }

    static class TransientProperty {
        @JsonProperty
        transient Inner inner = new Inner();
    }

    static class Entries {
        public Map.Entry<String, List<String>> entry =
                new AbstractMap.SimpleEntry<>("k", new ArrayList<>(List.of("v")));
    }

    static class Money extends BigDecimal {
        private String currency = "EUR";

        Money() {
            super("1");
        }

        public String getCurrency() {
            return currency;
        }
    }

    static class Counter extends AtomicLong {}

    static class Computed {
        @JsonIgnore
        final List<String> hidden = new ArrayList<>(List.of("x"));

        public int getCount() {
            return hidden.size();
        }
    }

    static class Wrapping {
        private final List<Inner> inners = new ArrayList<>(List.of(new Inner()));

        public List<Inner> getInners() {
            return java.util.Collections.unmodifiableList(inners);
        }
    }

    static class IgnoredFieldShownByGetter {
        private Inner inner = new Inner();

        @JsonIgnore
        Inner other = new Inner();

        @JsonProperty
        public Inner shown() {
            return other;
        }

        public Inner getInner() {
            return inner;
        }
    }

    static class WithOwnSerializer {
        @JsonSerialize(using = Secret.class)
        public Hidden hidden = new Hidden();
    }

    static class Hidden {
        @JsonIgnore
        String secret = "s";
    }

    static class Secret extends ValueSerializer<Hidden> {
        @Override
        public void serialize(Hidden value, JsonGenerator out, SerializationContext context) {
            out.writeString(value.secret);
        }
    }

    static class AnyGetter {
        private final Map<String, Object> any = new HashMap<>(Map.of("a", new ArrayList<>(List.of(1))));

        @JsonAnyGetter
        public Map<String, Object> any() {
            return any;
        }
    }

    record Code(@JsonValue StringBuilder text) {}

    static class Codes {
        public List<Code> codes = new ArrayList<>(List.of(new Code(new StringBuilder("a"))));
    }

    @JsonIdentityInfo(generator = ObjectIdGenerators.IntSequenceGenerator.class)
    static class Linked {
        public String name = "n";
        public Linked next;
    }

    static class CaseInsensitive {
        public Map<String, Integer> map = insensitive("a");
    }

    private static Map<String, Integer> insensitive(String key) {
        Map<String, Integer> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        map.put(key, 1);
        return map;
    }

    static class Arrays2 {
        public Inner[] inners = {new Inner()};
        public Object anything = new int[] {1};
    }

    @Test
    void whatIsWrittenIsNoticed() {
        noticed(new TransientWithGetter(), value -> value.inner.list.add("y"));
        noticed(new TransientProperty(), value -> value.inner.name = "b");
        noticed(new Entries(), value -> value.entry.getValue().add("w"));
        noticed(new Entries(), value -> value.entry.setValue(new ArrayList<>()));
        noticed(
                new Money(),
                value -> value.currency = "CHF",
                JsonMapper.builder().addMixIn(Money.class, AsObject.class).build());
        noticed(new Counter(), Counter::incrementAndGet);
        noticed(new Computed(), value -> value.hidden.add("y"));
        noticed(new Wrapping(), value -> value.inners.get(0).name = "b");
        noticed(new Wrapping(), value -> value.inners.add(new Inner()));
        noticed(new IgnoredFieldShownByGetter(), value -> value.other.list.add("y"));
        noticed(new WithOwnSerializer(), value -> value.hidden.secret = "t");
        noticed(new AnyGetter(), value -> value.any.put("b", 2));
        noticed(new Codes(), value -> value.codes.get(0).text().append("b"));
        noticed(new Linked(), value -> value.next = value);
        noticed(new CaseInsensitive(), value -> value.map = insensitive("A"));
        noticed(new Arrays2(), value -> value.inners[0].name = "b");
        noticed(new Arrays2(), value -> ((int[]) value.anything)[0] = 2);
    }

    @JsonFormat(shape = JsonFormat.Shape.OBJECT)
    interface AsObject {}

    // What is not

    static class IgnoredGetter {
        private int cached;
        public String name = "n";

        @JsonIgnore
        public int getCached() {
            return cached;
        }
    }

    static class PrivateField {
        private List<String> lazily;
        private int hash;
        public String name = "n";

        public String getName() {
            lazily = new ArrayList<>(List.of(name));
            return name;
        }
    }

    @JsonIgnoreProperties("note")
    static class ByClass {
        public String note = "n";
        public String name = "n";
    }

    static class Mixed {
        public String note = "n";
        public String name = "n";
    }

    interface WithoutNote {
        @JsonIgnore
        String getNote();

        @JsonIgnore
        Object note = null;
    }

    abstract static class NoteIgnored {
        @JsonIgnore
        public String note;
    }

    static class Sets {
        public Set<Object> plain = new LinkedHashSet<>(List.of("a", "b", "c"));
        public Set<Object> objects = new LinkedHashSet<>(List.of(new Inner(), Map.of("k", 1)));
    }

    static class Empties {
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        public String text;
    }

    static class IgnoredReference {
        public Inner inner = new Inner();

        @JsonIgnore
        public Thread service = Thread.currentThread();
    }

    @JsonFilter("names")
    static class Filtered {
        public String name = "n";
        public String note = "n";
    }

    @Test
    void whatIsNotWrittenIsNot() {
        unnoticed(new IgnoredGetter(), value -> value.cached = 7);
        unnoticed(new PrivateField(), value -> value.hash = 7);
        unnoticed(new ByClass(), value -> value.note = "other");
        JsonMapper mixed =
                JsonMapper.builder().addMixIn(Mixed.class, NoteIgnored.class).build();
        unnoticed(new Mixed(), value -> value.note = "other", mixed);
        noticed(new Mixed(), value -> value.name = "other", mixed);
        unnoticed(new Sets(), value -> value.plain = new LinkedHashSet<>(List.of("c", "b", "a")));
        unnoticed(new Sets(), value -> {
            List<Object> reversed = new ArrayList<>(value.objects);
            java.util.Collections.reverse(reversed);
            value.objects = new LinkedHashSet<>(reversed);
        });
        noticed(new Sets(), value -> value.plain = new LinkedHashSet<>(List.of("c", "b", "x")));
        unnoticed(new Empties(), value -> value.text = "");
        noticed(new Empties(), value -> value.text = "t");
        unnoticed(new IgnoredReference(), value -> value.service = null);
        JsonMapper filtered = JsonMapper.builder()
                .filterProvider(new SimpleFilterProvider()
                        .addFilter("names", SimpleBeanPropertyFilter.filterOutAllExcept("name")))
                .build();
        unnoticed(new Filtered(), value -> value.note = "other", filtered);
        noticed(new Filtered(), value -> value.name = "other", filtered);
        unnoticed(new HashMap<>(Map.of("n", (Object) 1)), value -> value.put("n", 1L));
    }

    static class Plain {
        private String text = "t";
        private Integer number = 1;
        private List<Inner> inners = new ArrayList<>(List.of(new Inner()));
        private final Map<String, Object> map = new HashMap<>(Map.of("k", new ArrayList<>(List.of(1))));

        @JsonIgnore
        private Thread service = Thread.currentThread();

        public String getText() {
            return text;
        }

        public Integer getNumber() {
            return number;
        }

        public List<Inner> getInners() {
            return inners;
        }

        public Map<String, Object> getMap() {
            return map;
        }
    }

    @Test
    void anIgnoredReferenceIsSharedAndNothingElseIs() {
        Plain value = new Plain();
        Object snapshot = document(Plain.class, MAPPER).snapshot(value);
        assertThat(snapshot).isInstanceOf(Plain.class).isNotSameAs(value);
        assertThat(((Plain) snapshot).service).isSameAs(value.service);
        assertThat(((Plain) snapshot).inners.get(0)).isNotSameAs(value.inners.get(0));
    }

    record Growing(List<String> words) {
        Growing {
            words = new ArrayList<>(words);
            words.add("more");
        }
    }

    @Test
    void aRecordWhoseConstructorChangesItIsNotDirtyForEver() {
        unnoticed(new Growing(new ArrayList<>(List.of("a"))), value -> {});
        noticed(
                new Growing(new ArrayList<>(List.of("a"))),
                value -> value.words().add("b"));
    }

    static class Printed {
        public URL url = url("https://example.org/a");
    }

    private static URL url(String text) {
        try {
            return URI.create(text).toURL();
        } catch (java.net.MalformedURLException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    @Test
    void anAddressIsComparedByItsTextWithoutAskingTheNetwork() {
        unnoticed(new Printed(), value -> value.url = url("https://example.org/a"));
        noticed(new Printed(), value -> value.url = url("https://example.org/b"));
    }

    @Test
    void changesOfWhatIsWrittenNeedNoSecondLook() {
        JsonCodec codec = new JsonCodec("test", Inner.class, MAPPER, UnknownProperties.IGNORE);
        Document document = new Document(codec);
        Inner value = new Inner();
        Object snapshot = document.snapshot(value);
        assertThat(document.contents().compare(value, snapshot)).isEqualTo(Contents.Answer.SAME);
        value.name = "b";
        assertThat(document.contents().compare(value, snapshot)).isEqualTo(Contents.Answer.DIFFERENT);
    }

    private static <T> void noticed(T value, Consumer<T> change) {
        noticed(value, change, MAPPER);
    }

    private static <T> void noticed(T value, Consumer<T> change, JsonMapper mapper) {
        Document document = document(value.getClass(), mapper);
        Object snapshot = document.snapshot(value);
        assertThat(document.same(value, snapshot))
                .as("unchanged " + value.getClass())
                .isTrue();
        change.accept(value);
        assertThat(document.same(value, snapshot))
                .as("changed " + value.getClass())
                .isFalse();
    }

    private static <T> void unnoticed(T value, Consumer<T> change) {
        unnoticed(value, change, MAPPER);
    }

    private static <T> void unnoticed(T value, Consumer<T> change, JsonMapper mapper) {
        Document document = document(value.getClass(), mapper);
        Object snapshot = document.snapshot(value);
        change.accept(value);
        assertThat(document.same(value, snapshot))
                .as(value.getClass().toString())
                .isTrue();
    }

    private static Document document(Type type, JsonMapper mapper) {
        return new Document(new JsonCodec("test", type, mapper, UnknownProperties.IGNORE));
    }
}
