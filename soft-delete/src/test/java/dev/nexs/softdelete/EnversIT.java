package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.SessionFactory;
import org.hibernate.envers.AuditReader;
import org.hibernate.envers.AuditReaderFactory;
import org.hibernate.envers.Audited;
import org.hibernate.envers.RevisionType;
import org.hibernate.envers.query.AuditEntity;
import org.hibernate.query.range.Range;
import org.hibernate.query.restriction.Restriction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The history that Envers keeps of what goes to the trash, comes back, and is deleted for good. */
@PostgresServer
class EnversIT {

    private Database db;

    @BeforeEach
    void fill(Node node) {
        db = new Database(node, Author.class, Book.class, Label.class, Loose.class);
        db.write(session -> {
            Label label = new Label();
            label.id = 1;
            label.name = "old";
            session.persist(label);
            Author author = new Author();
            author.id = 1;
            author.name = "ann";
            author.labels.add(label);
            session.persist(author);
            for (int i = 1; i <= 2; i++) {
                Book book = new Book();
                book.id = i;
                book.title = "book " + i;
                book.author = author;
                author.books.add(book);
                session.persist(book);
            }
            Loose loose = new Loose();
            loose.id = 1;
            session.persist(loose);
        });
    }

    @AfterEach
    void stop() {
        db.close();
    }

    @SuppressWarnings("unchecked")
    private List<RevisionType> history(Class<?> entity, Object id) {
        return db.read(session -> ((List<Object[]>) AuditReaderFactory.get(session)
                        .createQuery()
                        .forRevisionsOfEntity(entity, false, true)
                        .add(AuditEntity.id().eq(id))
                        .addOrder(AuditEntity.revisionNumber().asc())
                        .getResultList())
                .stream().map(row -> (RevisionType) row[2]).toList());
    }

    private Number lastRevision() {
        return db.read(session -> (Number) session.createNativeQuery("select max(rev) from revinfo", Integer.class)
                .getSingleResult());
    }

    @Test
    void aRemovalIsADeletionAndARestoreAddsWhatItBringsBack() {
        db.write(session -> session.remove(session.find(Author.class, 1)));
        Number trashed = lastRevision();
        db.write(session -> Trash.of(session).restore(Author.class, 1));
        Number restored = lastRevision();

        assertThat(history(Author.class, 1)).containsExactly(RevisionType.ADD, RevisionType.DEL, RevisionType.ADD);
        assertThat(history(Book.class, 1)).containsExactly(RevisionType.ADD, RevisionType.DEL, RevisionType.ADD);
        assertThat(history(Book.class, 2)).containsExactly(RevisionType.ADD, RevisionType.DEL, RevisionType.ADD);
        db.read(session -> {
            AuditReader reader = AuditReaderFactory.get(session);
            assertThat(reader.find(Author.class, 1, trashed)).isNull();
            Author back = reader.find(Author.class, 1, restored);
            assertThat(back.name).isEqualTo("ann");
            assertThat(back.books).extracting(book -> book.title).containsExactlyInAnyOrder("book 1", "book 2");
            assertThat(back.labels).extracting(label -> label.name).containsExactly("old");
            return null;
        });
    }

    @Test
    void whatWasTrashedBeforeHasNoRevisionOfTheRestore() {
        db.write(session -> session.remove(session.find(Book.class, 1)));
        db.write(session -> session.remove(session.find(Author.class, 1)));
        db.write(session -> Trash.of(session).restore(session.getReference(Author.class, 1)));

        assertThat(history(Book.class, 1)).containsExactly(RevisionType.ADD, RevisionType.DEL);
        assertThat(history(Book.class, 2)).containsExactly(RevisionType.ADD, RevisionType.DEL, RevisionType.ADD);
    }

    @Test
    void restoresOfManyAndOfADeletionHaveOneRevisionEach() {
        db.write(session -> Trash.of(session).trashAll(Author.class, Restriction.unrestricted()));
        db.write(session -> Trash.of(session)
                .restoreDeletion(Trash.of(session).deletions(1).get(0).id()));
        db.write(session -> session.remove(session.find(Author.class, 1)));
        Number before = lastRevision();
        db.write(session -> Trash.of(session)
                .restoreAll(Author.class, Restriction.restrict(Author.class, "name", Range.singleValue("ann"))));

        assertThat(history(Author.class, 1))
                .containsExactly(
                        RevisionType.ADD, RevisionType.DEL, RevisionType.ADD, RevisionType.DEL, RevisionType.ADD);
        assertThat(lastRevision().intValue()).isEqualTo(before.intValue() + 1);
    }

    @Test
    void aRestoreUnderTheTrashAloneIsWrittenToo() {
        db.write(session -> session.remove(session.find(Book.class, 1)));
        db.write(session -> Trash.of(session).only(() -> Trash.of(session).restore(Book.class, 1)));

        assertThat(history(Book.class, 1)).containsExactly(RevisionType.ADD, RevisionType.DEL, RevisionType.ADD);
    }

    @Test
    void aRestoreThatIsRolledBackLeavesNothing() {
        db.write(session -> session.remove(session.find(Book.class, 1)));
        SessionFactory factory = db.factory();
        try (var session = factory.openSession()) {
            session.beginTransaction();
            Trash.of(session).restore(Book.class, 1);
            session.getTransaction().rollback();
        }

        assertThat(history(Book.class, 1)).containsExactly(RevisionType.ADD, RevisionType.DEL);
    }

    @Test
    void aForcedDeletionOfALiveRowIsADeletion() {
        db.write(session -> Trash.of(session).forceDelete(Book.class, 1));

        assertThat(history(Book.class, 1)).containsExactly(RevisionType.ADD, RevisionType.DEL);
        assertThat(db.count("book where id = 1")).isZero();
    }

    @Test
    void whatIsNotAuditedIsLeftAlone() {
        db.write(session -> session.remove(session.find(Loose.class, 1)));
        Number before = lastRevision();
        db.write(session -> Trash.of(session).restore(Loose.class, 1));

        assertThat(lastRevision()).isEqualTo(before);
    }

    @Entity(name = "Author")
    @SoftDeletable
    @Audited
    static class Author {
        @Id
        Integer id;

        String name;

        @OneToMany(mappedBy = "author", cascade = CascadeType.ALL)
        List<Book> books = new ArrayList<>();

        @ManyToMany
        Set<Label> labels = new HashSet<>();
    }

    @Entity(name = "Book")
    @SoftDeletable
    @Audited
    static class Book {
        @Id
        Integer id;

        String title;

        @ManyToOne(fetch = FetchType.LAZY)
        Author author;
    }

    @Entity(name = "Label")
    @Audited
    static class Label {
        @Id
        Integer id;

        String name;
    }

    @Entity(name = "Loose")
    @SoftDeletable
    static class Loose {
        @Id
        Integer id;
    }
}
