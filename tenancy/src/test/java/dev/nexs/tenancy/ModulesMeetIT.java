package dev.nexs.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.associations.Preload;
import dev.nexs.orm.Transactions;
import dev.nexs.softdelete.SoftDeletable;
import dev.nexs.softdelete.Trash;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.TenantId;
import org.junit.jupiter.api.Test;

/** Soft delete and associations under tenants that share tables. */
@PostgresServer
class ModulesMeetIT {

    @Entity(name = "Author")
    @Table(name = "author")
    @SoftDeletable
    static class Author {
        @Id
        Long id;

        @TenantId
        @Column(name = "tenant_id")
        String tenant;

        @OneToMany(mappedBy = "author", cascade = CascadeType.ALL)
        List<Book> books = new ArrayList<>();
    }

    @Entity(name = "Book")
    @Table(name = "book")
    @SoftDeletable
    static class Book {
        @Id
        Long id;

        @TenantId
        @Column(name = "tenant_id")
        String tenant;

        @ManyToOne(fetch = FetchType.LAZY)
        Author author;
    }

    private static void write(Transactions tx, String tenant, long id) {
        TenantContext.run(
                tenant,
                () -> tx.run(session -> {
                    Author author = new Author();
                    author.id = id;
                    Book book = new Book();
                    book.id = id * 10;
                    book.author = author;
                    author.books.add(book);
                    session.persist(author);
                }));
    }

    private static List<Long> authors(Session session) {
        return session.createSelectionQuery("select id from Author", Long.class).getResultList();
    }

    @Test
    void aTenantsTrashAndPreloadsAreItsOwn(Node node) {
        Map<String, Object> settings = Fixture.settings(node, "row");
        settings.put("hibernate.hbm2ddl.auto", "create");
        try (SessionFactory factory = Fixture.factory(settings, Author.class, Book.class)) {
            Tenancy tenancy = Tenancy.of(factory);
            Transactions tx = Transactions.of(factory);
            for (String tenant : List.of("acme", "globex")) {
                tenancy.provision(Tenant.named(tenant));
            }
            write(tx, "acme", 1);
            write(tx, "globex", 2);
            TenantContext.run("acme", () -> tx.run(session -> session.remove(session.find(Author.class, 1L))));
            List<Long> trashed = TenantContext.call(
                    "globex", () -> tx.read(session -> Trash.of(session).with(() -> authors(session))));
            assertThat(trashed).containsExactly(2L);
            TenantContext.run(
                    "globex",
                    () -> tx.run(session -> {
                        List<Author> loaded = session.createSelectionQuery("from Author", Author.class)
                                .getResultList();
                        Preload.of(session).with("books").into(loaded);
                        assertThat(loaded)
                                .singleElement()
                                .satisfies(author -> assertThat(author.books)
                                        .singleElement()
                                        .satisfies(book -> assertThat(book.id).isEqualTo(20)));
                        Trash.of(session).purge(Author.class, Duration.ZERO);
                    }));
            List<Long> restored = TenantContext.call(
                    "acme",
                    () -> tx.write(session -> {
                        assertThat(Trash.of(session).restore(Author.class, 1L)).isTrue();
                        return authors(session);
                    }));
            assertThat(restored).containsExactly(1L);
        }
    }
}
