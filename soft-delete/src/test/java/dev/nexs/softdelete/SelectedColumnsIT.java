package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.resource.jdbc.spi.StatementInspector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a row is live by definition its marker is in the condition, and not among what is read. */
@PostgresServer
class SelectedColumnsIT {

    private final List<String> statements = new ArrayList<>();
    private Database db;

    @BeforeEach
    void twoPagesOfAFolder(Node node) {
        StatementInspector inspector = sql -> {
            statements.add(sql);
            return sql;
        };
        db = new Database(
                node, Map.of("hibernate.session_factory.statement_inspector", inspector), Folder.class, Page.class);
        db.write(session -> {
            Folder folder = new Folder();
            folder.id = 1;
            session.persist(folder);
            for (int i = 1; i <= 2; i++) {
                Page page = new Page();
                page.id = i;
                page.folder = folder;
                session.persist(page);
            }
        });
    }

    @AfterEach
    void stop() {
        db.close();
    }

    /** Reads of live rows. */
    enum Live {
        FIND(session -> session.find(Page.class, 1)),
        FIND_SOME(session -> session.findMultiple(Page.class, List.of(1, 2))),
        QUERY(session -> session.createSelectionQuery("from Page", Page.class).getResultList()),
        ENTITY_JOIN(session -> session.createSelectionQuery(
                        "select p from Folder f join Page p on p.folder = f", Page.class)
                .getResultList()),
        COLLECTION(session -> Hibernate.initialize(session.find(Folder.class, 1).pages)),
        FETCHED_COLLECTION(session -> session.createSelectionQuery("from Folder f join fetch f.pages", Folder.class)
                .getResultList());

        private final Consumer<Session> read;

        Live(Consumer<Session> read) {
            this.read = read;
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsOfLiveRows(Live kind) {
        statements.clear();
        db.write(kind.read);

        assertThat(statements)
                .filteredOn(sql -> sql.contains("Page "))
                .isNotEmpty()
                .allSatisfy(sql -> {
                    assertThat(sql).doesNotContain("deletion_id");
                    assertThat(sql.substring(0, sql.indexOf(" from "))).doesNotContain("deleted_at");
                    assertThat(sql).containsPattern("deleted_at is null");
                });
    }

    /** Reads that may meet a trashed page or folder. */
    enum Either {
        WITH(session -> Trash.of(session).with(() -> session.find(Page.class, 1))),
        ONLY(session -> Trash.of(session)
                .only(() -> session.createSelectionQuery("from Page where id = 1", Page.class)
                        .getSingleResult())),
        REFERENCE(session -> {
            Page page = session.getReference(Page.class, 1);
            Hibernate.initialize(page);
            return page;
        }),
        JOINED_REFERENCE(
                session -> session.createSelectionQuery("from Note n left join fetch n.page where n.id = 1", Note.class)
                        .getSingleResult()
                        .page),
        SELECTED_REFERENCE(
                session -> session.createSelectionQuery("select n.page from Note n where n.id = 1", Page.class)
                        .getSingleResult()),
        NATIVE(session -> session.createNativeQuery("select * from Page where id = 1", Page.class)
                .getSingleResult()),
        NATIVE_PLACEHOLDERS(
                session -> (Page) session.createNativeQuery("select {p.*} from Page p where p.id = 1", Object.class)
                        .addEntity("p", Page.class)
                        .getSingleResult());

        private final java.util.function.Function<Session, Page> read;

        Either(java.util.function.Function<Session, Page> read) {
            this.read = read;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatMayBeInTheTrashIsKnownToBeThere(Either kind, Node node) {
        try (Database notes = new Database(node, Folder.class, Page.class, Note.class)) {
            notes.write(session -> {
                Page page = new Page();
                page.id = 1;
                session.persist(page);
                Note note = new Note();
                note.id = 1;
                note.page = page;
                session.persist(note);
            });
            notes.write(session -> session.remove(session.find(Page.class, 1)));

            notes.write(session -> {
                Page page = kind.read.apply(session);
                assertThat(Trash.of(session).isTrashed(page)).isTrue();
                assertThat(session.find(Page.class, 1)).isNull();
            });
        }
    }

    @Entity(name = "Folder")
    @SoftDeletable
    static class Folder {
        @Id
        Integer id;

        @OneToMany(mappedBy = "folder")
        List<Page> pages;
    }

    @Entity(name = "Page")
    @SoftDeletable
    static class Page {
        @Id
        Integer id;

        String text;

        @ManyToOne(fetch = FetchType.LAZY)
        Folder folder;
    }

    @Entity(name = "Note")
    static class Note {
        @Id
        Integer id;

        @ManyToOne(fetch = FetchType.LAZY)
        Page page;
    }
}
