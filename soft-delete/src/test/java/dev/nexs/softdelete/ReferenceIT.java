package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** To-one associations whose target went into the trash: what they show, and that the foreign key survives. */
@PostgresServer
class ReferenceIT {

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        db = new Database(node, Author.class, Book.class, Strict.class, StrictEager.class, Profile.class);
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    @BeforeEach
    void aBookWhoseAuthorIsTrashed() {
        db.execute("truncate table author, book, strict, stricteager, profile cascade");
        db.write(session -> {
            Author author = new Author(1);
            session.persist(author);
            session.persist(new Author(2));
            session.persist(new Book(10, author));
            session.persist(new Book(11, session.getReference(Author.class, 2)));
        });
    }

    private static void trashAuthor() {
        db.write(session -> session.remove(session.find(Author.class, 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lazyOptional", "lazyRequired", "eagerOptional", "eagerRequired"})
    void anUnrelatedUpdateKeepsTheForeignKeyAndTheReferenceShowsTheTrashedTarget(String association) {
        trashAuthor();
        db.write(session -> {
            Book book = session.find(Book.class, 10);
            assertThat(book).as("a live parent never disappears").isNotNull();
            assertThat(book.reference(association).name()).isEqualTo("author 1");
            book.title = "changed";
        });
        assertThat(db.sql("select title from book where id = 10")).isEqualTo("changed");
        assertThat(db.sql("select " + association + "_id from book where id = 10"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lazyOptional", "lazyRequired", "eagerOptional", "eagerRequired"})
    void theForeignKeySurvivesWhenTheTargetIsTrashedAndTheOwnerChangedInTheSameSession(String association) {
        db.write(session -> {
            Book book = session.find(Book.class, 10);
            session.remove(book.reference(association));
            session.flush();
            book.title = "changed";
            session.flush();
        });
        assertThat(db.sql("select title from book where id = 10")).isEqualTo("changed");
        assertThat(db.sql("select " + association + "_id from book where id = 10"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lazyOptional", "eagerRequired"})
    void theForeignKeySurvivesWhenBothHappenInOneFlush(String association) {
        db.write(session -> {
            Book book = session.find(Book.class, 10);
            session.remove(Hibernate.unproxy(book.reference(association)));
            book.title = "changed";
        });
        assertThat(db.sql("select title || " + association + "_id from book where id = 10"))
                .isEqualTo("changed1");
        assertThat(db.count("author where id = 1 and deleted_at is not null")).isEqualTo(1);
    }

    @Test
    void aNewOwnerOfAJustRemovedTargetKeepsItsForeignKey() {
        db.write(session -> {
            Author author = session.find(Author.class, 1);
            session.remove(author);
            session.persist(new Strict(40, author));
            session.flush();
            session.persist(new Strict(41, author));
        });
        assertThat(db.sql("select sum(author_id) from strict")).isEqualTo(2L);
    }

    @Test
    void aReferenceToATargetThatIsInsertedLaterIsWrittenAfterThat() {
        db.write(session -> {
            Strict strict = new Strict(42, null);
            session.persist(strict);
            strict.author = new Author(3);
            session.persist(strict.author);
        });
        assertThat(db.sql("select author_id from strict where id = 42")).isEqualTo(3);
    }

    @Test
    void aReferenceToAnInstanceThatWasNeverSavedIsStillRefused() {
        assertThatThrownBy(() -> db.write(session -> session.find(Book.class, 10).lazyOptional = new Author(77)))
                .hasMessageContaining("transient");
        assertThat(db.sql("select lazyOptional_id from book where id = 10")).isEqualTo(1);
    }

    @Test
    void queriesForTheOwnerShowTheTrashedTargetToo() {
        trashAuthor();
        db.write(session -> {
            List<Book> books = session.createSelectionQuery("from Book order by id", Book.class)
                    .getResultList();
            assertThat(books).extracting(book -> book.eagerRequired.name()).containsExactly("author 1", "author 2");
            assertThat(session.createSelectionQuery("select count(*) from Book b join b.lazyRequired a", Long.class)
                            .getSingleResult())
                    .as("a join over a to-one follows the reference")
                    .isEqualTo(2);
            assertThat(session.createSelectionQuery(
                                    "select count(*) from Book b join Author a on a.id = b.id - 9", Long.class)
                            .getSingleResult())
                    .as("a join to the entity does not")
                    .isEqualTo(1);
        });
    }

    @Test
    void aFindOfWhatAReferenceShowedStillHidesIt() {
        trashAuthor();
        db.write(session -> {
            Book book = session.find(Book.class, 10);
            assertThat(session.find(Author.class, 1))
                    .as("behind an uninitialized proxy")
                    .isNull();
            assertThat(book.lazyOptional.name()).isEqualTo("author 1");
            assertThat(session.find(Author.class, 1)).isNull();
            assertThat(Trash.of(session).isTrashed(book.lazyOptional)).isTrue();
        });
    }

    @Test
    void aCollectionOfAReferencedTargetStaysFiltered() {
        db.write(session -> {
            Profile one = new Profile(1);
            Profile two = new Profile(2);
            one.author = session.find(Author.class, 1);
            two.author = one.author;
            session.persist(one);
            session.persist(two);
        });
        db.write(session -> session.remove(session.find(Profile.class, 2)));
        trashAuthor();
        db.write(session -> {
            Book book = session.find(Book.class, 10);
            assertThat(book.lazyOptional.profiles())
                    .extracting(profile -> profile.id)
                    .containsExactly(1);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"hidden", "hiddenRequired"})
    void aHiddenReferenceReadsAsNullAndKeepsItsForeignKey(String association) {
        trashAuthor();
        db.write(session -> {
            Book book = session.find(Book.class, 10);
            assertThat(book).as("a live parent never disappears").isNotNull();
            assertThat(book.reference(association)).isNull();
            book.title = "changed";
        });
        assertThat(db.sql("select title from book where id = 10")).isEqualTo("changed");
        assertThat(db.sql("select " + association + "_id from book where id = 10"))
                .isEqualTo(1);
        assertThat(db.<Integer>read(session -> Trash.of(session)
                        .with(() -> session.find(Book.class, 10)
                                .reference(association)
                                .id())))
                .isEqualTo(1);
    }

    @Test
    void aQueryForTheOwnerHidesToo() {
        trashAuthor();
        for (String query :
                List.of("from Book where id = 10", "from Book b left join fetch b.hidden where b.id = 10")) {
            db.write(session -> {
                Book book = session.createSelectionQuery(query, Book.class).getSingleResult();
                assertThat(book.hidden).isNull();
                assertThat(book.hiddenRequired).isNull();
                book.title = query;
            });
            assertThat(db.sql(
                            "select hidden_id + hiddenRequired_id from book where id = 10 and title = '" + query + "'"))
                    .isEqualTo(2);
        }
    }

    @Test
    void aHiddenReferenceCanBeReplacedAndCleared() {
        db.write(session -> session.find(Book.class, 10).hidden = session.find(Author.class, 2));
        assertThat(db.sql("select hidden_id from book where id = 10")).isEqualTo(2);
        db.write(session -> session.find(Book.class, 10).hidden = null);
        assertThat(db.sql("select hidden_id from book where id = 10")).isNull();
    }

    @Test
    void aStatelessUpdateAndAMergeKeepAHiddenForeignKeyToo() {
        trashAuthor();
        db.factory().inStatelessTransaction(session -> {
            Book book = session.get(Book.class, 10);
            assertThat(book.hidden).isNull();
            assertThat(book.eagerOptional.name()).isEqualTo("author 1");
            book.title = "stateless";
            session.update(book);
        });
        assertThat(db.sql("select title || hidden_id || hiddenRequired_id from book where id = 10"))
                .isEqualTo("stateless11");
        Book detached = db.read(session -> session.find(Book.class, 10));
        detached.title = "merged";
        db.write(session -> session.merge(detached));
        assertThat(db.sql("select title || hidden_id || hiddenRequired_id from book where id = 10"))
                .isEqualTo("merged11");
    }

    @Test
    void aLazyReferenceThatMustNotPointToTheTrashFailsWhenItIsUsed() {
        db.write(session -> session.persist(new Strict(20, session.find(Author.class, 1))));
        trashAuthor();
        db.write(session -> {
            Strict strict = session.find(Strict.class, 20);
            assertThat(Hibernate.isInitialized(strict.author)).isFalse();
            assertThatThrownBy(() -> Hibernate.initialize(strict.author))
                    .isInstanceOf(TrashedReferenceException.class)
                    .hasMessageContaining("Strict.author")
                    .hasMessageContaining("with id 1")
                    .hasMessageContaining("in the trash");
        });
        assertThat(db.<String>read(session -> Trash.of(session)
                        .with(() -> session.find(Strict.class, 20).author.name())))
                .isEqualTo("author 1");
    }

    @Test
    void anEagerReferenceThatMustNotPointToTheTrashFailsWhenTheOwnerIsLoaded() {
        db.write(session -> session.persist(new StrictEager(30, session.find(Author.class, 1))));
        trashAuthor();
        db.write(session -> {
            assertThatThrownBy(() -> session.find(StrictEager.class, 30))
                    .isInstanceOf(TrashedReferenceException.class)
                    .hasMessageContaining("StrictEager.author");
        });
        assertThatThrownBy(() ->
                        db.<Object>read(session -> session.createSelectionQuery("from StrictEager", StrictEager.class)
                                .getResultList()))
                .isInstanceOf(TrashedReferenceException.class);
    }

    @Test
    void anInverseOneToOneHidesATrashedTargetAndItsOwnerStays() {
        db.write(session -> {
            Profile profile = new Profile(5);
            profile.owner = session.find(Author.class, 2);
            session.persist(profile);
        });
        assertThat(db.<Integer>read(session -> session.find(Author.class, 2).ownProfile.id))
                .isEqualTo(5);
        db.write(session -> session.remove(session.find(Profile.class, 5)));
        db.write(session -> {
            Author author = session.find(Author.class, 2);
            assertThat(author).isNotNull();
            assertThat(author.ownProfile).isNull();
        });
    }

    @Test
    void aReferenceByIdIsAReference() {
        trashAuthor();
        db.write((Session session) -> {
            Author author = session.getReference(Author.class, 1);
            assertThat(author.name()).isEqualTo("author 1");
            assertThat(session.find(Author.class, 1)).isNull();
        });
    }

    @Entity(name = "Author")
    @SoftDeletable
    static class Author {
        @Id
        Integer id;

        String name;

        @OneToMany(mappedBy = "lazyRequired")
        List<Book> works = new ArrayList<>();

        @OneToMany(mappedBy = "author")
        List<Profile> profiles = new ArrayList<>();

        @OneToOne(mappedBy = "owner", optional = false)
        Profile ownProfile;

        String name() {
            return name;
        }

        Integer id() {
            return id;
        }

        List<Profile> profiles() {
            return profiles;
        }

        Author() {}

        Author(Integer id) {
            this.id = id;
            this.name = "author " + id;
        }
    }

    @Entity(name = "Profile")
    @SoftDeletable(marker = Marker.BOOLEAN)
    static class Profile {
        @Id
        Integer id;

        @ManyToOne(fetch = FetchType.LAZY)
        Author author;

        @OneToOne(fetch = FetchType.LAZY)
        Author owner;

        Profile() {}

        Profile(Integer id) {
            this.id = id;
        }
    }

    @Entity(name = "Book")
    static class Book {
        @Id
        Integer id;

        String title;

        @ManyToOne(fetch = FetchType.LAZY)
        Author lazyOptional;

        @ManyToOne(fetch = FetchType.LAZY, optional = false)
        Author lazyRequired;

        @ManyToOne(fetch = FetchType.EAGER)
        Author eagerOptional;

        @ManyToOne(fetch = FetchType.EAGER, optional = false)
        Author eagerRequired;

        @ManyToOne(fetch = FetchType.LAZY)
        @OnTrashed(TrashedReference.HIDE)
        Author hidden;

        @ManyToOne(fetch = FetchType.EAGER, optional = false)
        @OnTrashed(TrashedReference.HIDE)
        Author hiddenRequired;

        Book() {}

        Book(Integer id, Author author) {
            this.id = id;
            this.title = "book " + id;
            lazyOptional = author;
            lazyRequired = author;
            eagerOptional = author;
            eagerRequired = author;
            hidden = author;
            hiddenRequired = author;
        }

        Author reference(String association) {
            return switch (association) {
                case "lazyOptional" -> lazyOptional;
                case "lazyRequired" -> lazyRequired;
                case "eagerOptional" -> eagerOptional;
                case "eagerRequired" -> eagerRequired;
                case "hidden" -> hidden;
                default -> hiddenRequired;
            };
        }
    }

    @Entity(name = "Strict")
    static class Strict {
        @Id
        Integer id;

        @ManyToOne(fetch = FetchType.LAZY)
        @OnTrashed(TrashedReference.FAIL)
        Author author;

        Strict() {}

        Strict(Integer id, Author author) {
            this.id = id;
            this.author = author;
        }
    }

    @Entity(name = "StrictEager")
    static class StrictEager {
        @Id
        Integer id;

        @ManyToOne
        @OnTrashed(TrashedReference.FAIL)
        Author author;

        StrictEager() {}

        StrictEager(Integer id, Author author) {
            this.id = id;
            this.author = author;
        }
    }
}
