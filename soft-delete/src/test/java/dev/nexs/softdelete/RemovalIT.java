package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.softdelete.Library.Author;
import dev.nexs.softdelete.Library.Chain;
import dev.nexs.softdelete.Library.Owning;
import dev.nexs.softdelete.Library.Reader;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a removal does to a row that is in the trash already, and what belongs to one deletion. */
@PostgresServer
class RemovalIT {

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        db = new Database(node, Map.of("hibernate.jdbc.batch_size", 10), Library.ENTITIES);
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    @BeforeEach
    void anOwnerOfATrashedAuthor() {
        Chain.onRemove = () -> {};
        db.execute("truncate table author, owning, reader, chain cascade");
        db.write(session -> {
            Owning owning = new Owning();
            owning.id = 1;
            owning.author = new Author(1);
            session.persist(owning);
        });
        db.write(session -> session.remove(session.find(Author.class, 1)));
    }

    @Test
    void anOwnerCanBeRemovedWhoseCascadeLeadsToTheTrash() {
        Object before = db.sql("select deleted_at from author");
        db.write(session -> session.remove(session.find(Owning.class, 1)));
        assertThat(db.count("owning")).isZero();
        assertThat(db.sql("select deleted_at from author")).isEqualTo(before);
    }

    @Test
    void anOrphanThatIsInTheTrashStaysThere() {
        db.write(session -> session.find(Owning.class, 1).author = null);
        assertThat(db.sql("select author_id from owning")).isNull();
        assertThat(db.count("author where deleted_at is not null")).isEqualTo(1);
    }

    @Test
    void aMergeReachesATrashedTargetThroughItsReference() {
        Owning owning = db.read(session -> {
            Owning found = session.find(Owning.class, 1);
            assertThat(found.author.code()).isEqualTo("code 1");
            return found;
        });
        owning.title = "merged";
        db.write(session -> session.merge(owning));
        assertThat(db.sql("select author_id from owning where title = 'merged'"))
                .isEqualTo(1);
        assertThat(db.count("author where deleted_at is not null")).isEqualTo(1);
    }

    @Test
    void aSecondRemovalIsRefusedWithASentence() {
        db.write(session -> {
            Author author = Trash.of(session).with(() -> session.find(Author.class, 1));
            assertThatThrownBy(() -> session.remove(author))
                    .isInstanceOf(AlreadyTrashedException.class)
                    .hasMessageContaining("Author with id 1 cannot be removed: it is in the trash already");
        });
        db.factory().inStatelessTransaction(session -> {
            Author author = Trash.of(session).with(() -> session.get(Author.class, 1));
            assertThatThrownBy(() -> session.delete(author)).hasMessageContaining("Author");
        });
    }

    @Test
    void aRestoreWorksUnderEveryView() {
        db.write(session -> Trash.of(session)
                .only(() -> session.createSelectionQuery("from Author", Author.class)
                        .getResultList()
                        .forEach(author ->
                                assertThat(Trash.of(session).restore(author)).isSameAs(author))));
        assertThat(db.count("author where deleted_at is null")).isEqualTo(1);
    }

    @Test
    void aRemovalFromACallbackIsADeletionOfItsOwn() {
        db.write(session -> {
            Chain first = new Chain(1);
            first.next.addAll(List.of(new Chain(2), new Chain(3)));
            session.persist(first);
            session.persist(new Chain(9));
        });
        db.write(session -> {
            Chain.onRemove = () -> session.remove(session.find(Chain.class, 9));
            session.remove(session.find(Chain.class, 1));
        });
        assertThat(db.sql("select count(distinct deletion_id) from chain where id < 9"))
                .isEqualTo(1L);
        assertThat(db.sql("select count(distinct deletion_id) from chain")).isEqualTo(2L);
        db.write(session -> Trash.of(session).restore(Chain.class, 1));
        assertThat(db.count("chain where deleted_at is null")).isEqualTo(3);
    }

    @Test
    void aLoadedAndAnUnloadedRemovalMeetInOneBatch() {
        db.write(session -> {
            session.persist(new Author(2));
            session.persist(new Author(3));
            session.persist(new Author(4));
        });
        db.write(session -> {
            session.remove(session.find(Author.class, 2));
            session.remove(session.getReference(Author.class, 3));
            session.remove(session.find(Author.class, 4));
        });
        assertThat(db.count("author where deleted_at is not null and version = 1"))
                .isEqualTo(4);
    }

    @Test
    void aOneToOneIsFreeForTheNextRowWhenItsRowIsTrashed() {
        db.write(session -> {
            Author author = new Author(2);
            session.persist(author);
            session.persist(new Reader(1, author));
        });
        db.write(session -> session.remove(session.find(Reader.class, 1)));
        db.write(session -> session.persist(new Reader(2, session.find(Author.class, 2))));
        assertThatThrownBy(() -> db.write(session -> Trash.of(session).restore(Reader.class, 1)))
                .isInstanceOf(RestoreConflictException.class);
    }

    @Test
    void aSessionThatIsClearedForgetsTheTrash() {
        db.write(session -> {
            Author author = Trash.of(session).with(() -> session.find(Author.class, 1));
            assertThat(Trash.of(session).isTrashed(author)).isTrue();
            session.clear();
            db.execute("update author set deleted_at = null, deletion_id = null");
            session.remove(session.find(Author.class, 1));
        });
        assertThat(db.count("author where deleted_at is not null")).isEqualTo(1);
    }
}
