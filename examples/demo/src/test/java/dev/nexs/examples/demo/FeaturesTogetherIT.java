package dev.nexs.examples.demo;

import static dev.nexs.associations.Statements.assertStatements;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.associations.Preload;
import dev.nexs.orm.bulk.Bulk;
import dev.nexs.softdelete.Trash;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.util.List;
import java.util.Map;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where two modules meet. */
@PostgresServer
class FeaturesTogetherIT {

    private SessionFactory sessions;

    @BeforeEach
    void open(Node node) {
        sessions = new Configuration()
                .addAnnotatedClasses(Author.class, Essay.class)
                .setProperty("nexs.url", node.jdbcUrl())
                .setProperty("nexs.username", node.username())
                .setProperty("nexs.password", node.password())
                .setProperty("hibernate.hbm2ddl.auto", "create-drop")
                .buildSessionFactory();
        sessions.inTransaction(session -> {
            Author ada = new Author("Ada", Map.of("language", "en"));
            ada.wrote("Notes");
            ada.wrote("Letters");
            session.persist(ada);
            session.persist(new Author("Bob", Map.of("language", "de")));
        });
    }

    @AfterEach
    void close() {
        sessions.close();
    }

    private static Author named(Session session, String name) {
        return session.createSelectionQuery("from Author where name = :name", Author.class)
                .setParameter("name", name)
                .getSingleResult();
    }

    private void trashOneEssay() {
        sessions.inTransaction(session ->
                session.remove(session.createSelectionQuery("from Essay where title = 'Letters'", Essay.class)
                        .getSingleResult()));
    }

    @Test
    void aPreloadedCollectionHoldsNoTrashedMembers() {
        trashOneEssay();

        sessions.inTransaction(session -> {
            Author ada = named(session, "Ada");
            assertStatements(
                    sessions, 1, () -> Preload.of(session).with("essays").into(ada));
            assertThat(ada.essays).extracting(essay -> essay.title).containsExactly("Notes");
        });
    }

    @Test
    void aPreloadInTheScopeOfTheTrashHoldsTrashedMembersToo() {
        trashOneEssay();

        sessions.inTransaction(session -> Trash.of(session).with(() -> {
            Author ada = named(session, "Ada");
            Preload.of(session).with("essays").into(ada);
            assertThat(ada.essays).extracting(essay -> essay.title).containsExactlyInAnyOrder("Notes", "Letters");
            return ada;
        }));
    }

    @Test
    void aReferenceToATrashedRowIsShownWhenItIsTouched() {
        sessions.inTransaction(session -> {
            Essay essay = session.createSelectionQuery("from Essay where title = 'Letters'", Essay.class)
                    .getSingleResult();
            session.createNativeMutationQuery("update Author set deleted_at = now() where name = 'Ada'")
                    .executeUpdate();
            Preload.of(session).with("author").into(essay);
            assertThat(Hibernate.unproxy(essay.author, Author.class).name).isEqualTo("Ada");
        });
    }

    @Test
    void aBulkDeleteByDocumentMovesToTheTrash() {
        sessions.inTransaction(session -> session.createMutationQuery(
                        "delete from Author where jsonb_contains(profile, '{\"language\":\"de\"}')")
                .executeUpdate());

        sessions.inTransaction(session -> {
            String count = "select count(*) from Author where jsonb_get_text(profile, 'language') = 'de'";
            assertThat(session.createSelectionQuery(count, Long.class).getSingleResult())
                    .isZero();
            assertThat(Trash.of(session)
                            .with(() -> session.createSelectionQuery(count, Long.class)
                                    .getSingleResult()))
                    .isOne();
        });
    }

    @Test
    void aTrashedDocumentComesBackAsItWas() {
        sessions.inTransaction(session -> session.remove(named(session, "Bob")));

        sessions.inTransaction(session -> {
            Author bob = Trash.of(session).with(() -> named(session, "Bob"));
            Trash.of(session).restore(bob);
        });

        sessions.inTransaction(
                session -> assertThat(named(session, "Bob").profile).isEqualTo(Map.of("language", "de")));
    }

    @Test
    void aBulkLoadHonoursDocumentsAndTheTrash() {
        Author cid = new Author("Cid", Map.of("language", "fr"));

        Bulk bulk = Bulk.of(sessions);
        bulk.insert(Author.class, List.of(cid));
        bulk.insert(Essay.class, List.of(new Essay(cid, "Lettres")));

        sessions.inTransaction(session -> {
            assertThat(named(session, "Cid").profile).isEqualTo(Map.of("language", "fr"));
            assertThat(Trash.of(session).isTrashed(named(session, "Cid"))).isFalse();
        });
        assertThat(bulk.delete(Author.class, List.of(cid.id))).isEqualTo(1);
        sessions.inTransaction(session -> assertThat(
                        Trash.of(session).with(() -> Trash.of(session).isTrashed(named(session, "Cid"))))
                .isTrue());
    }
}
