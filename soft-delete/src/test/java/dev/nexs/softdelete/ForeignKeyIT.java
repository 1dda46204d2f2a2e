package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.softdelete.Library.Author;
import dev.nexs.softdelete.Library.ByCode;
import dev.nexs.softdelete.Library.Card;
import dev.nexs.softdelete.Library.EagerByCode;
import dev.nexs.softdelete.Library.FailByCode;
import dev.nexs.softdelete.Library.Framed;
import dev.nexs.softdelete.Library.Hiding;
import dev.nexs.softdelete.Library.Owning;
import dev.nexs.softdelete.Library.Required;
import dev.nexs.softdelete.Library.Shelf;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hibernate.StatelessSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No foreign key and no link row is lost because what it leads to is in the trash. */
@PostgresServer
class ForeignKeyIT {

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        Map<String, Object> settings = new HashMap<>(Database.CACHED);
        settings.put("hibernate.jdbc.batch_size", 10);
        db = new Database(node, settings, Library.ENTITIES);
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    @BeforeEach
    void threeAuthorsOfWhomTheSecondIsTrashed() {
        db.execute(
                "truncate table author, bycode, eagerbycode, failbycode, hiding, required, framed, owning, shelf, card,"
                        + " shelf_set, shelf_bag, shelf_list cascade");
        db.factory().getCache().evictAllRegions();
        db.write(session -> {
            Author[] authors = {new Author(1), new Author(2), new Author(3)};
            List.of(authors).forEach(session::persist);
            Author author = authors[1];
            ByCode byCode = new ByCode();
            byCode.id = 1;
            byCode.author = author;
            EagerByCode eager = new EagerByCode();
            eager.id = 1;
            eager.author = author;
            FailByCode fail = new FailByCode();
            fail.id = 1;
            fail.author = author;
            Hiding hiding = new Hiding();
            hiding.id = 1;
            hiding.author = author;
            Required required = new Required();
            required.id = 1;
            required.author = author;
            Framed framed = new Framed();
            framed.id = 1;
            framed.frame.author = author;
            Owning owning = new Owning();
            owning.id = 1;
            owning.author = author;
            List.of(byCode, eager, fail, hiding, required, framed, owning).forEach(session::persist);
        });
        trash(2);
    }

    private static void trash(int author) {
        db.write(session -> session.remove(session.find(Author.class, author)));
    }

    private static void stateless(Consumer<StatelessSession> work) {
        db.factory().inStatelessTransaction(work);
    }

    @Test
    void anUnrelatedUpdateKeepsAKeyToAUniqueColumn() {
        db.write(session -> session.find(ByCode.class, 1).title = "a");
        assertThat(db.sql("select author_code from bycode")).isEqualTo("code 2");
        db.write(session ->
                session.createSelectionQuery("from ByCode", ByCode.class).getSingleResult().title = "b");
        assertThat(db.sql("select author_code from bycode")).isEqualTo("code 2");
        db.write(session -> session.createSelectionQuery("from EagerByCode", EagerByCode.class)
                .getSingleResult()
                .title = "b");
        assertThat(db.sql("select author_code from eagerbycode")).isEqualTo("code 2");
        stateless(session -> {
            ByCode book = session.get(ByCode.class, 1);
            book.title = "c";
            session.update(book);
        });
        assertThat(db.sql("select author_code from bycode")).isEqualTo("code 2");
        db.write(session ->
                assertThat(session.find(ByCode.class, 1).author.code()).isEqualTo("code 2"));
    }

    @Test
    void aReferenceToAUniqueColumnCanFail() {
        db.write(session -> assertThatThrownBy(() -> session.find(FailByCode.class, 1))
                .isInstanceOf(TrashedReferenceException.class)
                .hasMessageContaining("FailByCode.author"));
        db.write(session -> Trash.of(session)
                .with(() -> assertThat(session.find(FailByCode.class, 1).author).isNotNull()));
    }

    @Test
    void aReferenceInAnEmbeddableCanFail() {
        db.write(session -> {
            Framed framed = session.find(Framed.class, 1);
            assertThatThrownBy(() -> framed.frame.author.code())
                    .isInstanceOf(TrashedReferenceException.class)
                    .hasMessageContaining("Framed.frame.author");
        });
    }

    @Test
    void anUpsertKeepsAHiddenKey() {
        stateless(session -> {
            Hiding book = session.get(Hiding.class, 1);
            assertThat(book.author).isNull();
            book.title = "upserted";
            session.upsert(book);
            Required required = session.get(Required.class, 1);
            required.title = "upserted";
            session.upsertMultiple(List.of(required));
        });
        assertThat(db.sql("select author_id from hiding where title = 'upserted'"))
                .isEqualTo(2);
        assertThat(db.sql("select author_id from required where title = 'upserted'"))
                .isEqualTo(2);
    }

    @Test
    void aStatelessUpdateClearsALiveReferenceAndKeepsAHiddenOne() {
        db.execute("update hiding set author_id = 1");
        stateless(session -> {
            Hiding book = session.get(Hiding.class, 1);
            assertThat(book.author).isNotNull();
            book.author = null;
            session.update(book);
        });
        assertThat(db.sql("select author_id from hiding")).isNull();
        db.execute("update hiding set author_id = 2");
        stateless(session -> session.update(session.get(Hiding.class, 1)));
        assertThat(db.sql("select author_id from hiding")).isEqualTo(2);
        stateless(session -> Trash.of(session).with(() -> {
            Hiding book = session.get(Hiding.class, 1);
            book.author = null;
            session.update(book);
        }));
        assertThat(db.sql("select author_id from hiding")).isNull();
    }

    @Test
    void aMergeOfAnInstanceThatWasDetachedWhileItsTargetWasHiddenKeepsTheKey() {
        Hiding detached = db.read(session -> session.find(Hiding.class, 1));
        db.write(session -> Trash.of(session).restore(Author.class, 2));
        detached.title = "merged";
        db.write(session -> session.merge(detached));
        assertThat(db.sql("select author_id from hiding where title = 'merged'"))
                .isEqualTo(2);
        Hiding shown = db.read(session -> session.find(Hiding.class, 1));
        shown.author = null;
        db.write(session -> session.merge(shown));
        assertThat(db.sql("select author_id from hiding")).isNull();
    }

    @Test
    void aCachedOwnerShowsItsTargetAgainOnceThatIsRestored() {
        db.write(session -> assertThat(session.find(Hiding.class, 1).author).isNull());
        db.write(session -> assertThat(session.find(Hiding.class, 1).author).isNull());
        db.write(session -> Trash.of(session).restore(Author.class, 2));
        db.write(session -> assertThat(session.find(Hiding.class, 1).author).isNotNull());
        trash(2);
        db.write(session -> assertThat(session.find(Hiding.class, 1).author).isNull());
        db.write(session -> Trash.of(session)
                .with(() -> assertThat(session.find(Hiding.class, 1).author).isNotNull()));
    }

    private static void shelve() {
        db.write(session -> Trash.of(session).restore(Author.class, 2));
        db.write(session -> {
            Shelf shelf = new Shelf();
            shelf.id = 1;
            for (int i = 1; i <= 2; i++) {
                Card card = new Card(i);
                session.persist(card);
                shelf.cards.add(card);
                shelf.box.add(card);
                Author author = session.find(Author.class, i);
                shelf.set.add(author);
                shelf.bag.add(author);
                shelf.list.add(author);
            }
            session.persist(new Card(3));
            session.persist(shelf);
        });
        db.write(session -> {
            session.remove(session.find(Author.class, 2));
            session.remove(session.find(Card.class, 2));
        });
    }

    @Test
    void anEmptiedCollectionKeepsWhatLeadsToTheTrash() {
        shelve();
        db.write(session -> {
            Shelf shelf = session.find(Shelf.class, 1);
            shelf.cards.clear();
            shelf.box.clear();
            shelf.set.clear();
            shelf.bag.clear();
            shelf.list.clear();
        });
        theTrashIsStillOnTheShelf(0);
    }

    @Test
    void aReplacedCollectionKeepsWhatLeadsToTheTrash() {
        shelve();
        db.write(session -> {
            Shelf shelf = session.find(Shelf.class, 1);
            shelf.cards = new HashSet<>(List.of(session.find(Card.class, 1)));
            shelf.set = new HashSet<>(List.of(session.find(Author.class, 1)));
            shelf.bag = new ArrayList<>(List.of(session.find(Author.class, 1)));
        });
        theTrashIsStillOnTheShelf(1);
    }

    @Test
    void aStatelessUpdateKeepsWhatLeadsToTheTrash() {
        shelve();
        stateless(session -> {
            Shelf shelf = session.get(Shelf.class, 1);
            session.fetch(shelf.set);
            session.fetch(shelf.bag);
            shelf.title = "updated";
            session.update(shelf);
        });
        theTrashIsStillOnTheShelf(1);
    }

    private static void theTrashIsStillOnTheShelf(long live) {
        assertThat(db.sql("select owner_id from card where id = 2")).isEqualTo(1);
        assertThat(db.sql("select box_id from card where id = 2")).isEqualTo(1);
        for (String table : List.of("shelf_set", "shelf_bag")) {
            assertThat(db.count(table)).as(table).isEqualTo(1 + live);
        }
        db.write(session -> {
            Trash.of(session).restore(Author.class, 2);
            Trash.of(session).restore(Card.class, 2);
        });
        db.write(session -> {
            Shelf shelf = session.find(Shelf.class, 1);
            assertThat(shelf.cards).hasSize((int) live + 1);
            assertThat(shelf.set).hasSize((int) live + 1);
            assertThat(shelf.bag).hasSize((int) live + 1);
            assertThat(shelf.list).isNotEmpty().last().extracting(a -> a.id).isEqualTo(2);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void anOrderedListGrowsAroundWhatIsInTheTrash(int position) {
        shelve();
        db.write(session -> {
            Shelf shelf = session.find(Shelf.class, 1);
            shelf.list.add(position, session.find(Author.class, 3));
            shelf.box.add(position, session.find(Card.class, 3));
        });
        String order = position == 0 ? "3,2,1" : "1,2,3";
        assertThat(db.sql("select string_agg(list_id::text, ',' order by position) from shelf_list"))
                .isEqualTo(order);
        assertThat(db.sql("select string_agg(id::text, ',' order by box_position) from card"))
                .isEqualTo(order);
        db.write(session -> {
            Shelf shelf = session.find(Shelf.class, 1);
            shelf.list.removeIf(author -> author == null || author.id == 1);
            shelf.list.add(session.find(Author.class, 1));
        });
        assertThat(db.sql("select string_agg(list_id::text, ',' order by position) from shelf_list"))
                .isEqualTo("3,2,1");
    }

    @Test
    void aPlainOwnerWhoseMembersAreAllInTheTrashCanBeRemoved() {
        shelve();
        db.write(session -> {
            session.remove(session.find(Author.class, 1));
            session.remove(session.find(Card.class, 1));
        });
        db.write(session -> {
            Shelf shelf = session.find(Shelf.class, 1);
            assertThat(shelf.set).isEmpty();
            assertThat(shelf.bag).isEmpty();
            assertThat(shelf.list).isEmpty();
            assertThat(shelf.cards).isEmpty();
            assertThat(shelf.box).isEmpty();
            session.remove(shelf);
        });
        assertThat(db.count("shelf")).isZero();
        assertThat(db.count("shelf_set")).isZero();
    }

    @Test
    void aStatelessDeleteOfAPlainOwnerTakesTheLinksToTheTrashAlong() {
        shelve();
        stateless(session -> {
            Shelf shelf = session.get(Shelf.class, 1);
            List.of(shelf.cards, shelf.box, shelf.set, shelf.bag, shelf.list).forEach(session::fetch);
            session.delete(shelf);
        });
        assertThat(db.count("shelf")).isZero();
    }
}
