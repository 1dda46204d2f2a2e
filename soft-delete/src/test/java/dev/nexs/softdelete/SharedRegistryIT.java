package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several session factories of one service registry: each has a soft delete of its own. */
@PostgresServer
class SharedRegistryIT {

    private StandardServiceRegistry registry;
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void start(Node node) {
        registry = new StandardServiceRegistryBuilder()
                .applySetting("jakarta.persistence.jdbc.url", node.jdbcUrl())
                .applySetting("jakarta.persistence.jdbc.user", node.username())
                .applySetting("jakarta.persistence.jdbc.password", node.password())
                .applySetting("hibernate.hbm2ddl.auto", "create-drop")
                // Envers, which is on the class path of the tests, serves one session factory for each registry.
                .applySetting("hibernate.integration.envers.enabled", false)
                .build();
    }

    @AfterEach
    void stop() {
        StandardServiceRegistryBuilder.destroy(registry);
    }

    private SessionFactory factory(Class<?> entity) {
        return new MetadataSources(registry)
                .addAnnotatedClass(entity)
                .buildMetadata()
                .buildSessionFactory();
    }

    private static void trash(SessionFactory factory, Object entity) {
        factory.inTransaction(session -> session.persist(entity));
        factory.inTransaction(session -> session.remove(session.merge(entity)));
    }

    @Test
    void statementsListenersProvidersAndHoldsAreEachOnesOwn() {
        try (SessionFactory letters = factory(Letter.class);
                SessionFactory parcels = factory(Parcel.class)) {
            SoftDeletion.of(letters).addListener(new TrashListener() {
                @Override
                public void beforeTrash(TrashEvent event) {
                    told.add(event.entityName());
                }
            });
            SoftDeletion.of(letters).deletedBy(() -> "ann");
            SoftDeletion.of(parcels).deletedBy(() -> "bob");

            trash(letters, new Letter());
            trash(parcels, new Parcel());

            assertThat(told).containsExactly(Letter.class.getName());
            assertThat(deletedBy(letters)).isEqualTo("ann");
            assertThat(deletedBy(parcels)).isEqualTo("bob");
            assertThat(SoftDeletion.of(letters).ddl())
                    .isNotEmpty()
                    .allSatisfy(sql -> assertThat(sql).containsIgnoringCase("letter"));
            assertThat(SoftDeletion.of(parcels).ddl())
                    .isNotEmpty()
                    .allSatisfy(sql -> assertThat(sql).containsIgnoringCase("parcel"));
        }
    }

    private static String deletedBy(SessionFactory factory) {
        return factory.fromTransaction(
                session -> Trash.of(session).deletions(1).get(0).by());
    }

    @Test
    void oneWithoutTrashIsPlainBesideOneThatHasIt() {
        try (SessionFactory plain = factory(Receipt.class);
                SessionFactory letters = factory(Letter.class)) {
            trash(plain, new Receipt());
            trash(letters, new Letter());

            assertThat(rows(plain, "Receipt")).isZero();
            assertThat(rows(letters, "Letter")).isEqualTo(1);
            assertThat(plain.getDefinedFetchProfileNames()).noneMatch(name -> name.startsWith("nexs."));
        }
    }

    private static long rows(SessionFactory factory, String table) {
        return factory.fromTransaction(session -> session.createNativeQuery("select count(*) from " + table, Long.class)
                .getSingleResult());
    }

    @Entity(name = "Letter")
    @SoftDeletable
    static class Letter {
        @Id
        Long id = 1L;

        @DeletedBy
        String deletedBy;
    }

    @Entity(name = "Parcel")
    @SoftDeletable(marker = Marker.BOOLEAN)
    static class Parcel {
        @Id
        Long id = 1L;

        @DeletedBy
        String deletedBy;
    }

    @Entity(name = "Receipt")
    static class Receipt {
        @Id
        Long id = 1L;
    }
}
