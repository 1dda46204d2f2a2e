package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.util.Map;
import java.util.function.Consumer;
import org.hibernate.Hibernate;
import org.hibernate.StatelessSession;
import org.hibernate.annotations.Filter;
import org.hibernate.annotations.FilterDef;
import org.hibernate.annotations.ParamDef;
import org.hibernate.annotations.TenantId;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** References that a stateless session resolves while a tenant or a filter restricts it show the trash as they should. */
@PostgresServer
class StatelessReferenceIT {

    private Database db;

    @BeforeEach
    void aDocumentWhoseFolderIsInTheTrash(Node node) {
        CurrentTenantIdentifierResolver<String> one = new CurrentTenantIdentifierResolver<>() {
            @Override
            public String resolveCurrentTenantIdentifier() {
                return "one";
            }

            @Override
            public boolean validateExistingCurrentSessions() {
                return false;
            }
        };
        db = new Database(
                node, Map.of("hibernate.tenant_identifier_resolver", one), Folder.class, Document.class, Sheet.class);
        db.write(session -> {
            Folder folder = new Folder();
            folder.id = 1;
            session.persist(folder);
            Document document = new Document();
            document.id = 1;
            document.eager = folder;
            document.lazy = folder;
            session.persist(document);
            Sheet sheet = new Sheet();
            sheet.id = 1;
            sheet.region = "eu";
            sheet.eager = document;
            session.persist(sheet);
        });
        db.write(session -> session.remove(session.find(Folder.class, 1)));
        db.write(session -> session.remove(session.find(Document.class, 1)));
        db.write(session -> Trash.of(session).restore(Document.class, 1));
    }

    @AfterEach
    void stop() {
        db.close();
    }

    private void stateless(Consumer<StatelessSession> work) {
        db.factory().inStatelessTransaction(work);
    }

    @Test
    void ofATenant() {
        stateless(session -> {
            Document got = session.get(Document.class, 1);
            assertThat(got.eager).isNotNull();
            session.fetch(got.lazy);
            assertThat(Hibernate.isInitialized(got.lazy)).isTrue();
            Document queried = session.createSelectionQuery("from Document", Document.class)
                    .getSingleResult();
            assertThat(queried.eager).isNotNull();
            queried.title = "changed";
            session.update(queried);
        });

        assertThat(db.sql("select eager_id || '-' || lazy_id from document")).isEqualTo("1-1");
    }

    @Test
    void underAnEnabledFilter() {
        db.write(session -> session.remove(session.find(Document.class, 1)));

        stateless(session -> {
            session.enableFilter("region").setParameter("region", "eu");
            Sheet queried =
                    session.createSelectionQuery("from Sheet", Sheet.class).getSingleResult();
            assertThat(queried.eager).isNotNull();
            assertThat(queried.eager.eager).isNotNull();
            Sheet got = session.get(Sheet.class, 1);
            got.title = "changed";
            session.update(got);
        });

        assertThat(db.sql("select eager_id from sheet")).isEqualTo(1);
    }

    @Entity(name = "Folder")
    @SoftDeletable
    static class Folder {
        @Id
        Integer id;

        @TenantId
        String tenant;
    }

    @Entity(name = "Document")
    @SoftDeletable
    @FilterDef(name = "region", parameters = @ParamDef(name = "region", type = String.class), applyToLoadByKey = true)
    @Filter(name = "region", condition = "(title is null or title <> :region)")
    static class Document {
        @Id
        Integer id;

        @TenantId
        String tenant;

        String title;

        @ManyToOne
        Folder eager;

        @ManyToOne(fetch = FetchType.LAZY)
        Folder lazy;
    }

    @Entity(name = "Sheet")
    @Filter(name = "region", condition = "region = :region")
    static class Sheet {
        @Id
        Integer id;

        @TenantId
        String tenant;

        String region;

        String title;

        @ManyToOne
        Document eager;
    }
}
