package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.OrderColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables of collections: those with rows that are marked, and those that lead to entities in the trash. */
@PostgresServer
class LinkRowsIT {

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        db = new Database(node, Box.class, Label.class);
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    /** A box from which label 1 was taken off and whose label 2 was removed, and a box without anything. */
    @BeforeEach
    void aBoxWithFourLabels() {
        db.execute("truncate table box, label cascade");
        db.write(session -> {
            Box box = new Box(1);
            for (int id = 1; id <= 4; id++) {
                Label label = new Label(id);
                session.persist(label);
                box.marked.add(label);
                box.plain.add(label);
                box.ordered.add(label);
                box.named.put("name " + id, label);
            }
            box.words.addAll(List.of("a", "b", "c"));
            box.notes.putAll(Map.of("k", "v", "l", "w"));
            box.inner.inside.addAll(List.of("x", "y"));
            session.persist(box);
            session.persist(new Box(2));
        });
        change(box -> {
            box.marked.removeIf(label -> label.id == 1);
            box.plain.removeIf(label -> label.id == 1);
            box.named.remove("name 1");
            box.words.remove("a");
            box.notes.remove("k");
            box.inner.inside.remove("x");
        });
        db.write(session -> session.remove(session.find(Label.class, 2)));
    }

    private static void change(Consumer<Box> work) {
        db.write(session -> work.accept(session.find(Box.class, 1)));
    }

    private static <T> T box(Function<Box, T> read) {
        return db.read(session -> read.apply(session.find(Box.class, 1)));
    }

    private static List<Object> ids(java.util.Collection<Label> labels) {
        return labels.stream()
                .<Object>map(label -> label == null ? "nothing" : label.id)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', textBlock = """
            select l.id from Box b join b.marked l order by l.id | [3, 4]
            select l.id from Box b join b.plain l order by l.id | [3, 4]
            select b.id, count(*) from Box b join b.marked l group by b.id | [1 2]
            select b.id, count(*) from Box b join b.plain l group by b.id | [1 2]
            select b.id, count(l) from Box b left join b.marked l group by b.id order by b.id | [1 2, 2 0]
            select b.id, count(*) from Box b left join b.plain l group by b.id order by b.id | [1 2, 2 1]
            select b.id, l.id from Box b left join b.marked l order by b.id, l.id | [1 3, 1 4, 2 null]
            select b.id, l.id from Box b left join b.plain l order by b.id, l.id | [1 3, 1 4, 2 null]
            select l.id from Label l join l.boxes b order by l.id | [3, 4]
            select l.id from Label l left join l.boxes b where b is null order by l.id | [1]
            select l.id from Label l where l.boxes is not empty order by l.id | [3, 4]
            select l.id from Label l where size(l.boxes) > 0 order by l.id | [3, 4]
            select key(n) from Box b join b.named n order by 1 | [name 3, name 4]
            select w from Box b join b.words w order by w | [b, c]
            select count(*) from Box b join b.words w | [2]
            select b.id from Box b where exists (select 1 from b.words w where w = 'a') | []
            select b.id from Box b where exists (select 1 from b.marked l where l.id > 2) | [1]
            select b.id from Box b where 'b' in elements(b.words) | [1]
            select b.id from Box b where 'a' in elements(b.words) | []
            select b.id from Box b where 'l' in indices(b.notes) | [1]
            select b.id from Box b where 'k' in indices(b.notes) | []
            select b.id from Box b where 'name 1' in indices(b.named) | []
            select b.id from Box b where b.notes['l'] = 'w' | [1]
            select b.id from Box b where b.notes['k'] = 'v' | []
            select w from Box b join b.inner.inside w | [y]
            """)
    void queriesSeeLiveRowsAndWhatIsLiveBehindThem(String query, String expected) {
        List<String> found =
                db.read(session -> session.createSelectionQuery(query, Object.class).getResultList().stream()
                        .map(row ->
                                row instanceof Object[] columns ? columns[0] + " " + columns[1] : Objects.toString(row))
                        .toList());
        assertThat(found).hasToString(expected);
    }

    @Test
    void emptyingACollectionKeepsTheLinksThatLeadToTheTrash() {
        change(box -> {
            box.marked.clear();
            box.plain.clear();
            box.named.clear();
        });
        db.write(session -> Trash.of(session).restore(Label.class, 2));
        assertThat((Object) box(box -> List.of(ids(box.marked), ids(box.plain), ids(box.named.values()))))
                .hasToString("[[2], [2], [2]]");
    }

    @Test
    void theOtherSideOfALinkTableReadsTheSameRows() {
        assertThat(boxesOf(1)).isZero();
        assertThat(boxesOf(3)).isEqualTo(1);
        change(box -> box.marked.clear());
        assertThat(boxesOf(3)).isZero();
        change(box -> box.marked.add(new Label(3)));
        assertThat(boxesOf(3)).isEqualTo(1);
        db.write(session -> session.remove(session.find(Box.class, 1)));
        assertThat(boxesOf(3)).isZero();
    }

    private static int boxesOf(int label) {
        return db.read(session -> session.find(Label.class, label).boxes.size());
    }

    @Test
    void aCollectionThatIsReplacedGoesToTheTrashAsAWhole() {
        change(box -> {
            box.words = new ArrayList<>(List.of("c", "z"));
            box.notes = new HashMap<>(Map.of("k", "new"));
        });
        assertThat(db.<List<String>>read(session -> List.copyOf(session.find(Box.class, 1).words)))
                .containsExactlyInAnyOrder("c", "z");
        assertThat(db.<Map<String, String>>read(session -> Map.copyOf(session.find(Box.class, 1).notes)))
                .isEqualTo(Map.of("k", "new"));
        assertThat(db.count("box_notes where deleted_at is not null")).isEqualTo(2);
    }

    @Test
    void aChangeOfALiveRowLeavesTheTrashedRowOfTheSameKeyAlone() {
        change(box -> box.notes.put("k", "again"));
        change(box -> box.notes.put("k", "changed"));
        assertThat(db.sql("select string_agg(notes, ',' order by notes) from box_notes where notes_key = 'k'"))
                .isEqualTo("changed,v");
        assertThat(db.sql("select notes from box_notes where notes_key = 'k' and deleted_at is not null"))
                .isEqualTo("v");
    }

    @Test
    void aTrashedElementOfAnOrderedListLeavesItsPlaceEmptyAndComesBackToIt() {
        assertThat(LinkRowsIT.<List<Object>>box(box -> ids(box.ordered))).containsExactly(1, "nothing", 3, 4);
        change(box -> box.ordered.remove(3));
        change(box -> box.ordered.add(new Label(1)));
        assertThat(LinkRowsIT.<List<Object>>box(box -> ids(box.ordered))).containsExactly(1, "nothing", 3, 1);
        db.write(session -> Trash.of(session).restore(Label.class, 2));
        assertThat(LinkRowsIT.<List<Object>>box(box -> ids(box.ordered))).containsExactly(1, 2, 3, 1);
    }

    @Test
    void aForcedDeletionTakesMarkedRowsAlong() {
        db.write(session -> Trash.of(session).forceDelete(Box.class, 1));
        for (String table : List.of("box_words", "box_notes", "box_marked", "box_named", "box_ordered", "box_inside")) {
            assertThat(db.count(table)).as(table).isZero();
        }
    }

    @Entity(name = "Box")
    @SoftDeletable
    static class Box {
        @Id
        Integer id;

        @ManyToMany
        @SoftDeletable
        @JoinTable(name = "box_marked")
        Set<Label> marked = new LinkedHashSet<>();

        @ManyToMany
        @JoinTable(name = "box_plain")
        Set<Label> plain = new LinkedHashSet<>();

        @ManyToMany
        @SoftDeletable
        @OrderColumn
        @JoinTable(name = "box_ordered")
        List<Label> ordered = new ArrayList<>();

        @ManyToMany
        @SoftDeletable
        @JoinTable(name = "box_named")
        Map<String, Label> named = new HashMap<>();

        @ElementCollection
        @SoftDeletable
        List<String> words = new ArrayList<>();

        @ElementCollection
        @SoftDeletable
        Map<String, String> notes = new HashMap<>();

        Inner inner = new Inner();

        Box() {}

        Box(Integer id) {
            this.id = id;
        }
    }

    @Embeddable
    static class Inner {
        int size;

        @ElementCollection
        @SoftDeletable(marker = Marker.BOOLEAN)
        @jakarta.persistence.CollectionTable(name = "box_inside")
        Set<String> inside = new HashSet<>();
    }

    @Entity(name = "Label")
    @SoftDeletable
    static class Label {
        @Id
        Integer id;

        @ManyToMany(mappedBy = "marked")
        Set<Box> boxes = new HashSet<>();

        Label() {}

        Label(Integer id) {
            this.id = id;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Label label && label.id.equals(id);
        }

        @Override
        public int hashCode() {
            return id;
        }
    }
}
