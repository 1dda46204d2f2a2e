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
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.StaleObjectStateException;
import org.hibernate.annotations.BatchSize;
import org.hibernate.annotations.Fetch;
import org.hibernate.annotations.FetchMode;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.PostDeleteEvent;
import org.hibernate.event.spi.PostDeleteEventListener;
import org.hibernate.event.spi.PostUpdateEvent;
import org.hibernate.event.spi.PostUpdateEventListener;
import org.hibernate.graph.GraphSemantic;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.query.Page;
import org.hibernate.query.restriction.Path;
import org.hibernate.query.specification.MutationSpecification;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ways to read, delete and restore that no other test goes: two authors with a live and a trashed book each. */
@PostgresServer
class ReadPathsIT {

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        db = new Database(node, Author.class, Book.class);
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    @BeforeEach
    void threeAuthorsOneOfThemTrashed() {
        db.execute("truncate table author, book");
        db.write(session -> {
            for (int i = 1; i <= 3; i++) {
                Author author = new Author(i);
                session.persist(author);
                session.persist(new Book(10 * i, "live " + i, author));
                session.persist(new Book(10 * i + 1, "trashed " + i, author));
            }
        });
        db.write(session -> {
            List.of(11, 21, 31).forEach(id -> session.remove(session.find(Book.class, id)));
            session.remove(session.find(Author.class, 3));
        });
    }

    @Test
    void anEntityGraphLoadsTheLiveMembersOnly() {
        for (GraphSemantic semantic : GraphSemantic.values()) {
            db.write(session -> {
                var graph = session.createEntityGraph(Author.class);
                graph.addAttributeNodes("books");
                List<Author> authors = session.createSelectionQuery("from Author order by id", Author.class)
                        .setEntityGraph(graph, semantic)
                        .getResultList();
                assertThat(authors).extracting(author -> author.id).containsExactly(1, 2);
                assertThat(authors).allMatch(author -> Hibernate.isInitialized(author.books));
                assertThat(authors)
                        .flatExtracting(author -> titles(author.books))
                        .containsExactly("live 1", "live 2");
            });
        }
    }

    @Test
    void anEntityGraphGivenToFindHidesTheTrashToo() {
        db.write(session -> {
            var graph = session.createEntityGraph(Author.class);
            graph.addAttributeNodes("books");
            Map<String, Object> hints = Map.of(GraphSemantic.FETCH.getJakartaHintName(), graph);
            assertThat(titles(session.find(Author.class, 1, hints).books)).containsExactly("live 1");
            assertThat(session.find(Author.class, 3, hints)).isNull();
        });
        db.write(session -> Trash.of(session).with(() -> {
            var graph = session.createEntityGraph(Author.class);
            graph.addAttributeNodes("books");
            Map<String, Object> hints = Map.of(GraphSemantic.FETCH.getJakartaHintName(), graph);
            assertThat(titles(session.find(Author.class, 1, hints).books))
                    .containsExactlyInAnyOrder("live 1", "trashed 1");
            assertThat(session.find(Author.class, 3, hints)).isNotNull();
        }));
    }

    @Test
    void aBatchOfCollectionsHoldsTheLiveMembersOnly() {
        db.write(session -> {
            List<Author> authors = authors(session);
            db.factory().getStatistics().clear();
            assertThat(authors).flatExtracting(author -> titles(author.books)).containsExactly("live 1", "live 2");
            assertThat(db.factory().getStatistics().getPrepareStatementCount()).isEqualTo(1);
        });
        db.write(session -> Trash.of(session)
                .with(() -> assertThat(authors(session))
                        .flatExtracting(author -> titles(author.books))
                        .hasSize(6)));
    }

    @Test
    void aBatchOfReferencesReachesTheTrashedTarget() {
        db.write(session -> {
            List<Book> books = session.createSelectionQuery("from Book order by id", Book.class)
                    .getResultList();
            assertThat(books).hasSize(3);
            db.factory().getStatistics().clear();
            assertThat(books)
                    .extracting(book -> book.author.name())
                    .containsExactly("author 1", "author 2", "author 3");
            assertThat(db.factory().getStatistics().getPrepareStatementCount()).isEqualTo(1);
            assertThat(session.find(Author.class, 3)).isNull();
        });
    }

    @Test
    void aSubselectHoldsTheLiveMembersOnly() {
        db.write(session -> {
            List<Author> authors = authors(session);
            db.factory().getStatistics().clear();
            assertThat(authors)
                    .flatExtracting(author -> titles(author.sameBooks))
                    .containsExactly("live 1", "live 2");
            assertThat(db.factory().getStatistics().getPrepareStatementCount()).isEqualTo(1);
        });
        db.write(session -> Trash.of(session)
                .with(() -> assertThat(authors(session))
                        .flatExtracting(author -> titles(author.sameBooks))
                        .hasSize(6)));
    }

    @Test
    void aSubselectAfterItsScopeKeepsTheOwnersAndHidesTheTrashedMembers() {
        db.write(session -> {
            List<Author> authors = Trash.of(session).with(() -> authors(session));
            assertThat(authors).hasSize(3);
            assertThat(authors)
                    .flatExtracting(author -> titles(author.sameBooks))
                    .containsExactly("live 1", "live 2", "live 3");
        });
    }

    @Test
    void pagesAndCountsAreOfLiveRows() {
        db.write(session -> {
            var query = session.createSelectionQuery("from Book order by id", Book.class);
            assertThat(query.getResultCount()).isEqualTo(3);
            assertThat(titles(query.setPage(Page.page(2, 0)).getResultList())).containsExactly("live 1", "live 2");
            assertThat(titles(query.setPage(Page.page(2, 1)).getResultList())).containsExactly("live 3");
            assertThat(titles(Trash.of(session)
                            .only(() -> session.createSelectionQuery("from Book order by id", Book.class)
                                    .setFirstResult(1)
                                    .setMaxResults(5)
                                    .getResultList())))
                    .containsExactly("trashed 2", "trashed 3");
        });
    }

    @Test
    void existsAndSubqueriesDoNotSeeTheTrash() {
        String hql = "select a.id from Author a where exists (select 1 from Book b where b.author = a and b.title like"
                + " :title) order by a.id";
        db.write(session -> {
            assertThat(ids(session, hql, "trashed%")).isEmpty();
            assertThat(ids(session, hql, "live%")).containsExactly(1, 2);
            assertThat(Trash.of(session).with(() -> ids(session, hql, "trashed%")))
                    .containsExactly(1, 2, 3);
            assertThat(session.createSelectionQuery(
                                    "select (select count(b) from a.books b) from Author a order by a.id", Long.class)
                            .getResultList())
                    .containsExactly(1L, 1L);
        });
    }

    @Test
    void aCollectionOfTrashedMembersOnlyIsEmpty() {
        String hql = "select a.id from Author a where a.books is empty order by a.id";
        db.write(session -> {
            session.remove(session.find(Book.class, 10));
            assertThat(session.createSelectionQuery(hql, Integer.class).getResultList())
                    .containsExactly(1);
            assertThat(Trash.of(session)
                            .with(() -> session.createSelectionQuery(hql, Integer.class)
                                    .getResultList()))
                    .isEmpty();
        });
    }

    @Test
    void aCriteriaDeleteMarks() {
        int rows = db.read(session -> {
            var builder = session.getCriteriaBuilder();
            var delete = builder.createCriteriaDelete(Book.class);
            var book = delete.from(Book.class);
            delete.where(builder.equal(book.get("title"), "live 1"));
            return session.createMutationQuery(delete).executeUpdate();
        });
        assertThat(rows).isEqualTo(1);
        assertThat(db.count("book where id = 10 and deleted_at is not null and deletion_id is not null"))
                .isEqualTo(1);
        assertThat(db.count("book")).isEqualTo(6);
    }

    @Test
    void aMutationSpecificationMarks() {
        int rows = db.read(session -> MutationSpecification.create(Book.class, "delete from Book")
                .restrict(Path.from(Book.class).to("id", Integer.class).in(List.of(20, 21)))
                .createQuery(session)
                .executeUpdate());
        assertThat(rows).isEqualTo(1);
        assertThat(db.count("book where id = 20 and deleted_at is not null")).isEqualTo(1);
        assertThat(db.count("book where deleted_at is null")).isEqualTo(2);
    }

    @Test
    void forceDeleteAllTakesLiveAndTrashedRowsThatMeetTheRestriction() {
        int rows = db.read(session -> Trash.of(session)
                .forceDeleteAll(
                        Book.class,
                        Path.from(Book.class).to("id", Integer.class).in(List.of(10, 11))));
        assertThat(rows).isEqualTo(2);
        assertThat(db.count("book")).isEqualTo(4);
        assertThat(db.count("book where id in (10, 11)")).isZero();
    }

    @Test
    void aRestoreKeepsWhatAnotherTransactionChangedMeanwhile() {
        db.write(session -> {
            Book book = Trash.of(session).with(() -> session.find(Book.class, 11));
            db.write(other -> Trash.of(other).with(() -> other.find(Book.class, 11).title = "changed"));
            Book restored = Trash.of(session).restore(book);
            assertThat(restored).isSameAs(book);
            assertThat(restored.title).isEqualTo("changed");
            assertThat(restored.version).isEqualTo(3);
        });
        assertThat(db.sql("select title from book where id = 11 and deleted_at is null"))
                .isEqualTo("changed");
    }

    @Test
    void aRestoreFailsTheVersionCheckOfAnotherTransactionThatReadBeforeIt() {
        assertThatThrownBy(() -> db.write(session -> {
                    Book book = Trash.of(session).with(() -> session.find(Book.class, 11));
                    db.write(other -> Trash.of(other).restore(Book.class, 11));
                    book.title = "changed";
                }))
                .isInstanceOf(OptimisticLockException.class);
        assertThat(db.sql("select title from book where id = 11")).isEqualTo("trashed 1");
    }

    @Test
    void aRestoreThatAnotherTransactionOvertakesIsStale() {
        boolean[] overtaken = {false};
        Runnable remove = SoftDeletion.of(db.factory()).addListener(new TrashListener() {
            @Override
            public void beforeRestore(TrashEvent event) {
                if (!overtaken[0]) {
                    overtaken[0] = true;
                    db.write(other -> Trash.of(other).restore(Book.class, 11));
                    db.write(other -> other.remove(other.find(Book.class, 11)));
                }
            }
        });
        try {
            assertThatThrownBy(() -> db.write(session -> Trash.of(session).restore(Book.class, 11)))
                    .isInstanceOf(StaleObjectStateException.class);
        } finally {
            remove.run();
        }
        assertThat(db.count("book where id = 11 and deleted_at is not null")).isEqualTo(1);
    }

    @Test
    void listenersSeeARemovalAsADeleteAndARestoreNotAtAll() {
        List<String> seen = new ArrayList<>();
        var registry = db.factory().unwrap(SessionFactoryImplementor.class).getEventListenerRegistry();
        Recorder recorder = new Recorder(seen);
        registry.appendListeners(EventType.POST_DELETE, recorder);
        registry.appendListeners(EventType.POST_UPDATE, recorder);
        db.write(session -> {
            session.remove(session.find(Book.class, 10));
            session.find(Book.class, 20).title = "changed";
        });
        assertThat(seen).containsExactlyInAnyOrder("delete 10 live 1", "update 20");
        seen.clear();
        db.write(session -> Trash.of(session).restore(Book.class, 10));
        assertThat(seen).isEmpty();
        db.write(session -> Trash.of(session).forceDelete(Book.class, 10));
        assertThat(seen).containsExactly("delete 10 live 1");
        seen.clear();
        db.write(session -> session.createMutationQuery("delete from Book").executeUpdate());
        assertThat(seen).isEmpty();
    }

    private static List<Author> authors(Session session) {
        return session.createSelectionQuery("from Author order by id", Author.class)
                .getResultList();
    }

    private static List<Integer> ids(Session session, String hql, String title) {
        return session.createSelectionQuery(hql, Integer.class)
                .setParameter("title", title)
                .getResultList();
    }

    private static List<String> titles(Iterable<Book> books) {
        List<String> titles = new ArrayList<>();
        books.forEach(book -> titles.add(book.title));
        return titles;
    }

    private record Recorder(List<String> seen) implements PostDeleteEventListener, PostUpdateEventListener {

        @Override
        public void onPostDelete(PostDeleteEvent event) {
            if (!(event.getEntity() instanceof Book)) {
                return;
            }
            int title = List.of(event.getPersister().getPropertyNames()).indexOf("title");
            seen.add("delete " + event.getId() + " " + event.getDeletedState()[title]);
        }

        @Override
        public void onPostUpdate(PostUpdateEvent event) {
            seen.add("update " + event.getId());
        }

        @Override
        public boolean requiresPostCommitHandling(EntityPersister persister) {
            return false;
        }
    }

    @Entity(name = "Author")
    @SoftDeletable
    @BatchSize(size = 10)
    static class Author {
        @Id
        Integer id;

        @Version
        int version;

        String name;

        @OneToMany(mappedBy = "author")
        @BatchSize(size = 10)
        Set<Book> books = new HashSet<>();

        @OneToMany(mappedBy = "author")
        @Fetch(FetchMode.SUBSELECT)
        Set<Book> sameBooks = new HashSet<>();

        Author() {}

        Author(Integer id) {
            this.id = id;
            this.name = "author " + id;
        }

        String name() {
            return name;
        }
    }

    @Entity(name = "Book")
    @SoftDeletable
    static class Book {
        @Id
        Integer id;

        @Version
        int version;

        String title;

        @ManyToOne(fetch = FetchType.LAZY)
        Author author;

        Book() {}

        Book(Integer id, String title, Author author) {
            this.id = id;
            this.title = title;
            this.author = author;
        }
    }
}
