package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.hibernate.EnabledFetchProfile;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.query.range.Range;
import org.hibernate.query.restriction.Restriction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The blocks of docs/soft-delete.md, compiled and run. */
@PostgresServer
class SoftDeleteGuideIT {

    private static final Path GUIDE = Path.of("../docs/soft-delete.md");
    private static final Path SOURCE = Path.of("src/test/java/dev/nexs/softdelete/SoftDeleteGuideIT.java");

    private Database db;
    private SessionFactory sessionFactory;
    private String message;

    @BeforeEach
    void aCustomer(Node node) {
        db = new Database(node, Customer.class, Purchase.class);
        sessionFactory = db.factory();
        db.write(session -> session.persist(customer(1L, "a@example.com")));
    }

    @AfterEach
    void stop() {
        db.close();
    }

    @Entity(name = "Customer")
    @SoftDeletable(unique = "email")
    static class Customer {
        @Id
        Long id;

        @DeletedAt
        Instant deletedAt; // optional: read-only views of the columns

        @DeletedBy
        String deletedBy; // optional

        String name;
        String email;
    }

    private static Customer customer(Long id, String email) {
        Customer customer = new Customer();
        customer.id = id;
        customer.email = email;
        return customer;
    }

    @Entity(name = "Purchase")
    static class Purchase {
        @Id
        Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        @OnTrashed(TrashedReference.HIDE)
        Customer customer;
    }

    @Test
    void theFirstScreen() {
        db.write(session -> {
            Customer customer = session.find(Customer.class, 1L);
            session.remove(customer); // update … set deleted_at = current_timestamp …
            Trash trash = Trash.of(session);
            trash.with(() -> session.find(Customer.class, 1L)); // live and trashed
            trash.only(() -> session.createSelectionQuery("from Customer", Customer.class)
                    .getResultList());
            trash.restore(customer); // with what its removal took along
            trash.forceDelete(customer); // for good
            trash.purge(Customer.class, Duration.ofDays(30)); // for good, by age
        });
        assertThat(db.count("customer")).isZero();
    }

    @Test
    void aSwitchForOneQueryAndOneFind() {
        db.write(session -> session.remove(session.find(Customer.class, 1L)));
        db.write(session -> {
            List<Customer> trashed = session.createSelectionQuery("from Customer order by id", Customer.class)
                    .enableFetchProfile(Trash.ONLY_TRASHED)
                    .getResultList();
            Customer either = session.find(Customer.class, 1L, new EnabledFetchProfile(Trash.WITH_TRASHED));
            assertThat(trashed).containsExactly(either);
        });
    }

    @Test
    void aHiddenReference() {
        db.write(session -> {
            Purchase purchase = new Purchase();
            purchase.id = 1L;
            purchase.customer = session.find(Customer.class, 1L);
            session.persist(purchase);
            session.flush();
            session.remove(purchase.customer);
        });
        db.write(
                session -> assertThat(session.find(Purchase.class, 1L).customer).isNull());
    }

    @Test
    void aConflictOnRestore() {
        db.write(session -> session.persist(customer(2L, "b@example.com")));
        db.write(session -> session.remove(session.find(Customer.class, 2L)));
        db.write(session -> session.persist(customer(3L, "b@example.com")));
        try (Session session = sessionFactory.openSession()) {
            session.beginTransaction();
            Trash trash = Trash.of(session);
            try {
                trash.restore(Customer.class, 2L);
            } catch (RestoreConflictException e) {
                message = e.constraint() + " is taken by " + e.conflictingKey();
            }
            session.getTransaction().rollback();
        }
        assertThat(message).isEqualTo("uk_customer_email is taken by 3");
    }

    @Test
    void aPurgeInBatches() {
        db.write(session -> session.remove(session.find(Customer.class, 1L)));
        db.execute("update customer set deleted_at = now() - interval '31 days'");
        try (Session session = sessionFactory.openSession()) {
            Trash trash = Trash.of(session);
            List<Long> totals = new ArrayList<>();
            long gone = trash.purge(
                    Customer.class,
                    Duration.ofDays(30),
                    options -> options.batchSize(1000)
                            .limit(100_000)
                            .onProgress(progress -> totals.add(progress.total())));
            assertThat(totals).containsExactly(1L);
            assertThat(gone).isEqualTo(1);
        }
    }

    @Test
    void aDeletionThatIsListedToldAndRestored() {
        List<String> told = new ArrayList<>();
        SoftDeletion.of(sessionFactory)
                .afterCommit(change -> told.add(change.kind() + " " + change.rows())); // TRASHED, RESTORED, DELETED
        db.write(session -> session.find(Customer.class, 1L).name = "ann");
        db.write(session -> {
            Trash trash = Trash.of(session);
            UUID deletion = trash.because(
                    "contract ended",
                    () -> trash.trashAll(
                            Customer.class, Restriction.restrict(Customer.class, "name", Range.singleValue("ann"))));
            assertThat(deletion).isNotNull();
        });
        db.write(session -> {
            Trash trash = Trash.of(session);
            Deletion newest = trash.deletions(20).get(0); // id(), at(), by(), reason(), rows() by entity
            int restored = trash.restoreDeletion(newest.id());
            assertThat(restored).isEqualTo(1);
        });
        assertThat(told).containsExactly("TRASHED 1", "RESTORED 1");
        db.write(session -> {
            Trash trash = Trash.of(session);
            Map<String, Long> purged = trash.purgeAll(options -> options.batchSize(1000));
            assertThat(purged).isEmpty();
        });
    }

    @Test
    void aListenerThatVetoes() {
        SoftDeletion.of(sessionFactory).addListener(new TrashListener() {
            @Override
            public void beforeTrash(TrashEvent event) {
                if (event.entity() instanceof Customer customer && customer.email == null) {
                    throw new IllegalStateException("customer " + event.id() + " is still being entered");
                }
            }
        });
        db.write(session -> session.persist(customer(2L, null)));
        assertThatThrownBy(() -> db.write(session -> session.remove(session.find(Customer.class, 2L))))
                .hasStackTraceContaining("customer 2 is still being entered");
        db.write(session -> session.remove(session.find(Customer.class, 1L)));
        assertThat(db.sql("select id from customer where deleted_at is null")).isEqualTo(2L);
    }

    @Test
    void theStatementsForAnExistingSchema() {
        List<String> ddl = SoftDeletion.of(sessionFactory).ddl();
        assertThat(bare(String.join(";", ddl) + ";"))
                .isEqualToIgnoringCase(bare(blocks("sql").get(0)));
        db.execute("drop index uk_customer_email", "alter table customer drop column deletion_id");
        ddl.forEach(db::execute);
        ddl.forEach(db::execute);
        db.write(session -> session.remove(session.find(Customer.class, 1L)));
        assertThat(db.count("customer where deletion_id is not null")).isEqualTo(1);
    }

    @Test
    void everyBlockOfTheGuideIsCompiledHere() throws IOException {
        String compiled = bare(Files.readString(SOURCE));
        List<String> blocks = blocks("java");
        assertThat(blocks).hasSizeGreaterThan(5);
        assertThat(blocks).allSatisfy(block -> assertThat(compiled).contains(bare(block)));
    }

    private static List<String> blocks(String language) {
        try {
            return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                    .matcher(Files.readString(GUIDE))
                    .results()
                    .map(block -> block.group(1))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(
                    GUIDE + " cannot be read from " + Path.of("").toAbsolutePath(), e);
        }
    }

    /** Code without comments and white space, and an entity as if it were declared on its own. */
    private static String bare(String code) {
        return code.replaceAll("//.*", "")
                .replaceAll("\\(name = \"\\w+\"\\)|static (?=class)", "")
                .replaceAll("\\s", "");
    }
}
