package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.util.HashSet;
import java.util.Set;
import org.hibernate.Session;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cached collections: lists of ids, none of which may lead to the trash. */
@PostgresServer
class CollectionCacheIT {

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        db = new Database(node, Database.CACHED, Shelf.class, Book.class);
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    @BeforeEach
    void aCachedShelfOfTwoBooks() {
        db.execute("truncate table shelf, book");
        db.factory().getCache().evictAllRegions();
        db.write(session -> {
            Shelf shelf = new Shelf();
            session.persist(shelf);
            session.persist(new Book(1, shelf));
            session.persist(new Book(2, shelf));
        });
        assertThat(books()).isEqualTo(2);
        db.factory().getStatistics().clear();
        assertThat(books()).isEqualTo(2);
        assertThat(db.factory().getStatistics().getPrepareStatementCount())
                .as("statements for what is cached")
                .isZero();
    }

    private static int books() {
        return db.read(CollectionCacheIT::books);
    }

    private static int books(Session session) {
        return session.find(Shelf.class, 1).books.size();
    }

    @Test
    void aRemovedMemberIsInNoCachedCollection() {
        db.write(session -> session.remove(session.find(Book.class, 1)));
        assertThat(books()).isEqualTo(1);
        db.write(session -> Trash.of(session).restore(Book.class, 1));
        assertThat(books()).isEqualTo(2);
    }

    @Test
    void norIsOneThatAStatelessSessionRemoved() {
        db.factory().inStatelessTransaction(session -> session.delete(session.get(Book.class, 1)));
        assertThat(books()).isEqualTo(1);
    }

    @Test
    void theTransactionOfABulkDeleteReadsNoneOfItFromTheCaches() {
        db.write(session -> {
            session.createMutationQuery("delete from Book where id = 1").executeUpdate();
            session.clear();
            assertThat(session.find(Book.class, 1)).isNull();
            assertThat(books(session)).isEqualTo(1);
        });
        assertThat(books()).isEqualTo(1);
    }

    @Test
    void theScopesNeitherFillTheCacheNorReadFromIt() {
        db.write(session -> session.remove(session.find(Book.class, 1)));
        assertThat(books()).isEqualTo(1);
        assertThat(db.<Integer>read(session -> Trash.of(session).with(() -> books(session))))
                .isEqualTo(2);
        assertThat(books()).isEqualTo(1);
        db.write(session -> Trash.of(session).forceDelete(Shelf.class, 1));
        assertThat(db.count("shelf")).isZero();
    }

    @Entity(name = "Shelf")
    @SoftDeletable
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Shelf {
        @Id
        Integer id = 1;

        @OneToMany(mappedBy = "shelf", cascade = jakarta.persistence.CascadeType.ALL)
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Book> books = new HashSet<>();
    }

    @Entity(name = "Book")
    @SoftDeletable
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Book {
        @Id
        Integer id;

        @ManyToOne(fetch = FetchType.LAZY)
        Shelf shelf;

        Book() {}

        Book(Integer id, Shelf shelf) {
            this.id = id;
            this.shelf = shelf;
        }
    }
}
