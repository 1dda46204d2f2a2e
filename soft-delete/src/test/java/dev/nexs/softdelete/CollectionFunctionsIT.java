package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What HQL says about a whole collection: its size, its members, its greatest element or index. */
@PostgresServer
class CollectionFunctionsIT {

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        db = new Database(node, Shelf.class, Book.class, Novel.class);
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    /** Each collection has the books 1 and 2 or the words a and b; book 2 and word b go to the trash. */
    @BeforeEach
    void aShelfWithALiveAndATrashedBook() {
        db.execute("truncate table shelf, book, novel, shelf_book, shelf_words, shelf_ordered, shelf_named cascade");
        db.write(session -> {
            Shelf shelf = new Shelf();
            shelf.id = 1;
            session.persist(shelf);
            for (int id = 1; id <= 2; id++) {
                Novel book = new Novel();
                book.id = id;
                book.shelf = shelf;
                session.persist(book);
                shelf.books.add(book);
                shelf.linked.add(book);
                shelf.ordered.add(book);
                shelf.named.put("name " + id, book);
            }
            shelf.words.addAll(List.of("a", "b"));
        });
        db.write(session -> {
            session.find(Shelf.class, 1).words.remove("b");
            session.remove(session.find(Book.class, 2));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"books", "linked", "ordered", "named", "words"})
    void sizeCountsWhatIsShown(String collection) {
        String hql = "select size(s." + collection + ") from Shelf s";
        db.write(session -> {
            assertThat(number(session, hql)).isEqualTo(1);
            assertThat(Trash.of(session).with(() -> number(session, hql))).isEqualTo(2);
            assertThat(session.createSelectionQuery("from Shelf s where size(s." + collection + ") = 2", Shelf.class)
                            .getResultList())
                    .isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"books", "linked", "ordered", "named"})
    void membersAreThoseThatAreShown(String collection) {
        String hql =
                "select count(*) from Shelf s where (select b from Book b where b.id = :id) member of s." + collection;
        String reference = "select count(*) from Shelf s where :book member of s." + collection;
        db.write(session -> {
            assertThat(member(session, hql, 1)).isEqualTo(1);
            assertThat(member(session, hql, 2)).isZero();
            Book trashed = session.getReference(Book.class, 2);
            assertThat(session.createSelectionQuery(reference, Long.class)
                            .setParameter("book", trashed)
                            .getSingleResult())
                    .isZero();
            assertThat(Trash.of(session)
                            .with(() -> session.createSelectionQuery(reference, Long.class)
                                    .setParameter("book", trashed)
                                    .getSingleResult()))
                    .isEqualTo(1);
        });
    }

    @Test
    void aTrashedWordIsNoMember() {
        String hql = "select count(*) from Shelf s where 'b' member of s.words";
        db.write(session -> {
            assertThat(number(session, hql)).isZero();
            assertThat(number(session, hql.replace("'b'", "'a'"))).isEqualTo(1);
            assertThat(Trash.of(session).with(() -> number(session, hql))).isEqualTo(1);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select max(index(b)) from Shelf s join s.ordered b | 0 | 1",
                "select maxindex(s.ordered) from Shelf s | 0 | 1",
                "select max(indices(s.ordered)) from Shelf s | 0 | 1",
                "select max(elements(s.words)) from Shelf s | a | b",
                "select maxelement(s.words) from Shelf s | a | b",
                "select max(indices(s.named)) from Shelf s | name 1 | name 2",
                "select maxelement(b.shelf.words) from Book b where b.id = 1 | a | b",
                "select count(*) from Book b where b.id = 1 and maxindex(b.shelf.ordered) = 1 | 0 | 1",
                "select size(b.shelf.linked) from Book b where b.id = 1 | 1 | 2",
                "select count(*) from Shelf s where exists (select 1 from s.books b where b.id = 2) | 0 | 1",
                "select count(*) from Shelf s where exists elements(s.linked) | 1 | 1",
                "select count(*) from Shelf s where 2 in (select b.id from s.linked b) | 0 | 1",
                "select count(*) from Shelf s where s.books is empty | 0 | 0",
                "select count(*) from Shelf s join s.ordered b where index(b) = 1 | 0 | 1",
                "select count(*) from Shelf s where s.ordered[1].id = 2 | 0 | 1",
                "select count(*) from Shelf s where s.named['name 2'].id = 2 | 0 | 1"
            })
    void everyOtherFunctionHidesTheTrashToo(String hql, String live, String all) {
        db.write(session -> {
            assertThat(text(session, hql)).isEqualTo(live);
            assertThat(Trash.of(session).with(() -> text(session, hql))).isEqualTo(all);
        });
    }

    @Test
    void aCollectionWhoseMembersAreAllTrashedIsEmpty() {
        db.write(session -> session.remove(session.find(Book.class, 1)));
        db.write(session -> {
            for (String collection : List.of("books", "linked", "ordered", "named")) {
                assertThat(number(session, "select count(*) from Shelf s where s." + collection + " is empty"))
                        .isEqualTo(1);
                assertThat(number(
                                session,
                                "select count(*) from Shelf s where not exists elements(s." + collection + ")"))
                        .isEqualTo(1);
            }
        });
    }

    @Test
    void theFunctionsHoldInUpdatesAndDeletesToo() {
        db.write(session -> {
            assertThat(session.createMutationQuery("update Shelf s set s.label = 'two' where size(s.books) = 2")
                            .executeUpdate())
                    .isZero();
            assertThat(session.createMutationQuery("delete Shelf s where size(s.linked) = 1")
                            .executeUpdate())
                    .isEqualTo(1);
        });
    }

    private static long member(Session session, String hql, int id) {
        return session.createSelectionQuery(hql, Long.class)
                .setParameter("id", id)
                .getSingleResult();
    }

    private static long number(Session session, String hql) {
        return session.createSelectionQuery(hql, Number.class).getSingleResult().longValue();
    }

    private static String text(Session session, String hql) {
        return String.valueOf(session.createSelectionQuery(hql, Object.class).getSingleResult());
    }

    @Entity(name = "Shelf")
    @SoftDeletable
    static class Shelf {
        @Id
        Integer id;

        String label;

        @OneToMany(mappedBy = "shelf")
        List<Book> books = new ArrayList<>();

        @ManyToMany
        @jakarta.persistence.JoinTable(name = "shelf_book")
        Set<Book> linked = new HashSet<>();

        @ManyToMany
        @jakarta.persistence.JoinTable(name = "shelf_ordered")
        @OrderColumn(name = "place")
        List<Book> ordered = new ArrayList<>();

        @ManyToMany
        @jakarta.persistence.JoinTable(name = "shelf_named")
        Map<String, Book> named = new HashMap<>();

        @ElementCollection
        @jakarta.persistence.CollectionTable(name = "shelf_words")
        @SoftDeletable
        Set<String> words = new HashSet<>();
    }

    @Entity(name = "Book")
    @SoftDeletable
    @Inheritance(strategy = InheritanceType.JOINED)
    static class Book {
        @Id
        Integer id;

        @ManyToOne
        Shelf shelf;
    }

    @Entity(name = "Novel")
    static class Novel extends Book {
        String genre;
    }
}
