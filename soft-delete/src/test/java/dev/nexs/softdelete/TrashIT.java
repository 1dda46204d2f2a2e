package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.EnabledFetchProfile;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One entity in one table: what a remove does, and what every way to read shows afterwards. */
@PostgresServer
class TrashIT {

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        db = new Database(node, Customer.class);
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    @BeforeEach
    void oneLiveAndOneTrashed() {
        db.execute("truncate table TrashIT$Customer".replace("TrashIT$", ""));
        db.write(session -> {
            session.persist(new Customer(1, "live"));
            session.persist(new Customer(2, "trashed"));
        });
        db.write(session -> session.remove(session.find(Customer.class, 2)));
    }

    @Test
    void removeMarksTheRowWithTheClockOfTheServerAndBumpsItsVersion() {
        assertThat(db.sql("select deleted_at from customer where id = 2")).isNotNull();
        assertThat(db.sql("select version from customer where id = 2")).isEqualTo(1);
        assertThat(db.sql("select deletion_id from customer where id = 2")).isInstanceOf(UUID.class);
        assertThat(db.sql("select abs(extract(epoch from now() - deleted_at)) < 60 from customer where id = 2"))
                .isEqualTo(true);
        assertThat(db.sql("select deleted_at from customer where id = 1")).isNull();
    }

    @Test
    void aTrashedCustomerIsHiddenFromFindAndFindMultiple() {
        assertThat(db.<Customer>read(session -> session.find(Customer.class, 2)))
                .isNull();
        assertThat(db.<List<Customer>>read(session -> session.findMultiple(Customer.class, List.of(1, 2))))
                .extracting(customer -> customer == null ? null : customer.id)
                .containsExactly(1, null);
    }

    @Test
    void aTrashedCustomerIsHiddenFromQueries() {
        assertThat(names("from Customer")).containsExactly("live");
        assertThat(db.<Long>read(session -> session.createSelectionQuery("select count(*) from Customer", Long.class)
                        .getSingleResult()))
                .isEqualTo(1);
    }

    @Test
    void theScopesShowTheTrashAndNest() {
        db.write(session -> {
            Trash trash = Trash.of(session);
            assertThat(trash.with(() -> names(session))).containsExactly("live", "trashed");
            assertThat(trash.only(() -> names(session))).containsExactly("trashed");
            assertThat(trash.with(() -> trash.only(() -> names(session)))).containsExactly("trashed");
            assertThat(trash.only(() -> trash.without(() -> names(session)))).containsExactly("live");
            assertThat(names(session)).containsExactly("live");
        });
    }

    @Test
    void aScopeEndsAlsoWithAnException() {
        db.write(session -> {
            assertThatThrownBy(() -> Trash.of(session).with(() -> {
                        throw new IllegalStateException("from within");
                    }))
                    .hasMessage("from within");
            assertThat(names(session)).containsExactly("live");
        });
    }

    @Test
    void oneQueryOrOneFindCanShowTheTrash() {
        db.write(session -> {
            assertThat(session.createSelectionQuery("select name from Customer order by id", String.class)
                            .enableFetchProfile(Trash.WITH_TRASHED)
                            .getResultList())
                    .containsExactly("live", "trashed");
            assertThat(session.find(Customer.class, 2, new EnabledFetchProfile(Trash.ONLY_TRASHED)))
                    .isNotNull();
            assertThat(session.find(Customer.class, 1, new EnabledFetchProfile(Trash.ONLY_TRASHED)))
                    .isNull();
            assertThat(names(session)).containsExactly("live");
        });
    }

    @Test
    void whatWasReadFromTheTrashDoesNotLeakIntoALaterFind() {
        db.write(session -> {
            assertThat(Trash.of(session).<Customer>with(() -> session.find(Customer.class, 2)))
                    .isNotNull();
            assertThat(session.find(Customer.class, 2)).isNull();
            assertThat(session.findMultiple(Customer.class, List.of(2))).containsExactly((Customer) null);
            assertThat(session.contains(session.getReference(Customer.class, 2)))
                    .isTrue();
        });
    }

    @Test
    void aBulkDeleteMarksAndLeavesEarlierTrashAsItIs() {
        Object before = db.sql("select deletion_id from customer where id = 2");
        int rows = db.read(session -> session.createMutationQuery("delete from Customer where name like :name")
                .setParameter("name", "%")
                .executeUpdate());
        assertThat(rows).isEqualTo(1);
        assertThat(db.count("customer where deleted_at is not null")).isEqualTo(2);
        assertThat(db.sql("select version from customer where id = 1")).isEqualTo(1);
        assertThat(db.sql("select deletion_id from customer where id = 2")).isEqualTo(before);
        assertThat(db.sql("select deletion_id from customer where id = 1"))
                .isNotNull()
                .isNotEqualTo(before);
    }

    private static List<String> names(String query) {
        return db.read(session -> session.createSelectionQuery(query, Customer.class).getResultList().stream()
                .map(customer -> customer.name)
                .toList());
    }

    private static List<String> names(Session session) {
        return session.createSelectionQuery("select name from Customer order by id", String.class)
                .getResultList();
    }

    @Entity(name = "Customer")
    @SoftDeletable
    static class Customer {
        @Id
        Integer id;

        @Version
        int version;

        String name;

        @DeletedAt
        Instant deletedAt;

        Customer() {}

        Customer(Integer id, String name) {
            this.id = id;
            this.name = name;
        }
    }
}
