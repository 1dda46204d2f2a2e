package dev.nexs.associations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.associations.shop.Shop;
import dev.nexs.softdelete.SoftDeletable;
import dev.nexs.softdelete.Trash;
import dev.nexs.softdelete.TrashedParentException;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Polymorphic references and their inverses whose both ends go to the trash. */
@PostgresServer
class SoftDeletedPolymorphicIT {

    private Shop shop;

    @BeforeEach
    void fill(Node node) {
        shop = new Shop(node, Map.of(), Page.class, Film.class, Note.class);
        shop.in(session -> {
            Page page = new Page(1L);
            Film film = new Film(1L);
            session.persist(page);
            session.persist(film);
            List.of("a", "b", "c").forEach(text -> page.notes.add(new Note(text, page)));
            film.notes.add(new Note("f", film));
        });
    }

    @AfterEach
    void stop() {
        shop.close();
    }

    private static List<String> texts(Session session) {
        return session.createSelectionQuery("select text from SoftNote order by text", String.class)
                .getResultList();
    }

    private void trashThePage() {
        shop.in(session -> session.remove(session.find(Page.class, 1L)));
    }

    @Test
    void theMembersGoToTheTrashWithTheirOwnerAndComeBackWithIt() {
        shop.in(session -> session.createMutationQuery("delete from SoftNote where text = 'b'")
                .executeUpdate());
        trashThePage();
        shop.in(session -> assertThat(texts(session)).containsExactly("f"));

        shop.in(session -> Trash.of(session).restore(Page.class, 1L));

        shop.in(session -> {
            assertThat(texts(session))
                    .as("what was trashed before stays in the trash")
                    .containsExactly("a", "c", "f");
            assertThat(session.find(Page.class, 1L).notes).hasSize(2);
        });
    }

    @Test
    void aMemberIsNotRestoredUnderAnOwnerThatIsInTheTrash() {
        trashThePage();

        assertThatThrownBy(() -> shop.in(session -> {
                    Long note = Trash.of(session)
                            .with(() -> session.createSelectionQuery(
                                            "select id from SoftNote where text = 'a'", Long.class)
                                    .getSingleResult());
                    Trash.of(session).restore(Note.class, note);
                }))
                .isInstanceOf(TrashedParentException.class)
                .hasMessageContaining("Page");
    }

    @Test
    void aReferenceToATrashedOwnerIsShownAndKept(Node node) throws Exception {
        shop.in(session -> session.createMutationQuery("delete from SoftPage").executeUpdate());

        shop.in(session -> {
            Note note = session.createSelectionQuery("from SoftNote where text = 'a'", Note.class)
                    .getSingleResult();
            Preload.of(session).with("target").into(note);
            assertThat(note.target).isInstanceOf(Page.class);
            note.text = "changed";
        });

        try (var connection = node.connect();
                var rows = connection
                        .createStatement()
                        .executeQuery("select count(*) from softnote where target_type = 'page' and target_id = 1")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(3);
        }
    }

    @Test
    void questionsAreAnsweredForTheMembersThatAreLive() {
        shop.in(session -> session.createMutationQuery("delete from SoftNote where text = 'b'")
                .executeUpdate());
        shop.in(session -> {
            Association<Note> notes = Associations.of(session).collection(session.find(Page.class, 1L), "notes");
            assertThat(notes.count()).isEqualTo(2);
            assertThat(notes.exists()).isTrue();
            assertThat(notes.find("text = 'b'")).isEmpty();
            Note mine = notes.find("text = 'a'").get(0);
            Note another = session.createSelectionQuery("from SoftNote where text = 'f'", Note.class)
                    .getSingleResult();
            assertThat(notes.contains(mine)).isTrue();
            assertThat(notes.contains(another)).isFalse();
            assertThat(Hibernate.isInitialized(session.find(Page.class, 1L).notes))
                    .isFalse();
        });
    }

    @Test
    void purgeTakesTheMembersAlong(Node node) throws Exception {
        trashThePage();

        shop.in(session -> Trash.of(session).purge(Page.class, Duration.ZERO));

        try (var connection = node.connect();
                var rows = connection.createStatement().executeQuery("select count(*) from softnote")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(1);
        }
    }

    /** What a note may be about. */
    public interface Notable {}

    @Entity(name = "SoftPage")
    @TypeName("page")
    @SoftDeletable
    public static class Page implements Notable {
        @Id
        public Long id;

        @HasManyAny(mappedBy = "target", cascade = CascadeType.ALL, orphanRemoval = true)
        public List<Note> notes = new ArrayList<>();

        protected Page() {}

        public Page(Long id) {
            this.id = id;
        }
    }

    @Entity(name = "SoftFilm")
    @TypeName("film")
    public static class Film implements Notable {
        @Id
        public Long id;

        @HasManyAny(mappedBy = "target", cascade = CascadeType.ALL)
        public List<Note> notes = new ArrayList<>();

        protected Film() {}

        public Film(Long id) {
            this.id = id;
        }
    }

    @Entity(name = "SoftNote")
    @SoftDeletable
    public static class Note {
        @Id
        @GeneratedValue
        public Long id;

        public String text;

        @BelongsToAny
        public @Nullable Notable target;

        protected Note() {}

        public Note(String text, Notable target) {
            this.text = text;
            this.target = target;
        }
    }
}
