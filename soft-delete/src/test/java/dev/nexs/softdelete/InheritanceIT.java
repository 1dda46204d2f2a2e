package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.DiscriminatorColumn;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every inheritance strategy, and a mapped superclass: the annotation on top holds for all below. */
@PostgresServer
class InheritanceIT {

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        db = new Database(
                node,
                Single.class,
                SingleCar.class,
                SingleBoat.class,
                Joined.class,
                JoinedCar.class,
                JoinedBoat.class,
                Union.class,
                UnionCar.class,
                UnionBoat.class,
                Garage.class,
                Mapped.class);
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    @BeforeEach
    void aCarAndABoatOfEachKind() {
        db.execute("update joinedcar set garage_id = null", "delete from garage");
        for (String kind : List.of("Single", "Joined", "Union")) {
            db.write(session -> {
                Trash trash = Trash.of(session);
                trash.with(() -> session.createSelectionQuery("from " + kind, Object.class)
                                .getResultList())
                        .forEach(trash::forceDelete);
            });
        }
        db.write(session -> {
            session.persist(new SingleCar(1, 4));
            session.persist(new SingleBoat(2, 10));
            session.persist(new JoinedCar(1, 4));
            session.persist(new JoinedBoat(2, 10));
            session.persist(new UnionCar(1, 4));
            session.persist(new UnionBoat(2, 10));
        });
    }

    private static List<Integer> ids(String entity) {
        return db.read(session -> session.createSelectionQuery(
                        "select v.id from " + entity + " v order by v.id", Integer.class)
                .getResultList());
    }

    private static Class<?> type(String kind) {
        return switch (kind) {
            case "Single" -> Single.class;
            case "Joined" -> Joined.class;
            default -> Union.class;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"Single", "Joined", "Union"})
    void removeHidesRestoreShows(String kind) {
        db.write(session -> session.remove(session.find(type(kind), 1)));
        assertThat(ids(kind)).containsExactly(2);
        assertThat(ids(kind + "Car")).isEmpty();
        assertThat(db.<Object>read(session -> session.find(type(kind), 1))).isNull();
        assertThat(db.<List<Integer>>read(session -> Trash.of(session)
                        .only(() -> session.createSelectionQuery("select v.id from " + kind + "Car v", Integer.class)
                                .getResultList())))
                .containsExactly(1);
        db.write(session -> assertThat(Trash.of(session).restore(type(kind), 1)).isTrue());
        assertThat(ids(kind)).containsExactly(1, 2);
        db.write(session ->
                assertThat(((Vehicle) session.find(type(kind), 1)).version()).isEqualTo(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Single", "Joined", "Union"})
    void aBulkDeleteMarksInEveryTable(String kind) {
        SessionFactory factory = db.factory();
        int subclass = factory.fromTransaction(
                session -> session.createMutationQuery("delete from " + kind + "Boat b where b.length > :length")
                        .setParameter("length", 5)
                        .executeUpdate());
        assertThat(subclass).isEqualTo(1);
        assertThat(ids(kind)).containsExactly(1);
        int rest = factory.fromTransaction(
                session -> session.createMutationQuery("delete from " + kind).executeUpdate());
        assertThat(rest).isEqualTo(1);
        assertThat(ids(kind)).isEmpty();
        assertThat(db.<Long>read(session -> Trash.of(session)
                        .with(() -> session.createSelectionQuery("select count(*) from " + kind, Long.class)
                                .getSingleResult())))
                .as("nothing is gone")
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Single", "Joined", "Union"})
    void aBulkDeleteDecidesWhatGoesBeforeItMarksAny(String kind) {
        int marked = db.factory()
                .fromTransaction(session -> session.createMutationQuery(
                                "delete from " + kind + " v where (select count(*) from " + kind + " o) = 2")
                        .executeUpdate());

        assertThat(marked).isEqualTo(2);
        assertThat(ids(kind)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Single", "Joined", "Union"})
    void aBulkUpdateAndAnInsertStillWork(String kind) {
        db.write(session -> session.remove(session.find(type(kind), 1)));
        int updated = db.read(session -> session.createMutationQuery("update " + kind + " v set v.name = 'renamed'")
                .executeUpdate());
        assertThat(updated).as("live rows only").isEqualTo(1);
        int inserted = db.read(session -> session.createMutationQuery(
                        "insert into " + kind + "Car (id, name, version, wheels) values (9, 'new', 0, 3)")
                .executeUpdate());
        assertThat(inserted).isEqualTo(1);
        assertThat(ids(kind)).containsExactly(2, 9);
    }

    @Test
    void aMappedSuperclassGivesItsMarkerAndItsViews() {
        SoftDeletion.of(db.factory()).deletedBy(() -> "ann");
        db.write(session -> session.persist(new Mapped(1)));
        db.write(session -> session.remove(session.find(Mapped.class, 1)));
        Mapped trashed = db.read(session -> Trash.of(session).with(() -> session.find(Mapped.class, 1)));
        assertThat(trashed.deletedAt)
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        assertThat(trashed.deletedBy).isEqualTo("ann");
        trashed.deletedBy = "somebody else";
        db.write(session -> Trash.of(session).with(() -> session.find(Mapped.class, 1).deletedBy = "nobody"));
        assertThat(db.sql("select deleted_by from mapped")).isEqualTo("ann");
        db.write(session -> Trash.of(session).forceDelete(Mapped.class, 1));
        SoftDeletion.of(db.factory()).deletedBy(() -> null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select c.wheels from Garage g join g.cars c",
                "select c.wheels from Garage g left join g.cars c where c is not null",
                "select c.wheels from Garage g join JoinedCar c on c.id > g.id - 100"
            })
    void aJoinToASubclassHides(String query) {
        db.write(session -> {
            Garage garage = new Garage(50);
            garage.cars.add(session.find(JoinedCar.class, 1));
            JoinedCar other = new JoinedCar(3, 6);
            session.persist(other);
            garage.cars.add(other);
            session.persist(garage);
        });
        db.write(session -> session.remove(session.find(JoinedCar.class, 3)));
        assertThat(db.<List<Integer>>read(session ->
                        session.createSelectionQuery(query, Integer.class).getResultList()))
                .containsExactly(4);
        db.write(session -> assertThat(session.find(Garage.class, 50).cars).hasSize(1));
    }

    @Entity(name = "Garage")
    static class Garage {
        @Id
        Integer id;

        @OneToMany
        @JoinColumn(name = "garage_id")
        List<JoinedCar> cars = new ArrayList<>();

        Garage() {}

        Garage(Integer id) {
            this.id = id;
        }
    }

    interface Vehicle {
        int version();
    }

    @Entity(name = "Single")
    @SoftDeletable(marker = Marker.BOOLEAN)
    @Inheritance(strategy = InheritanceType.SINGLE_TABLE)
    @DiscriminatorColumn(name = "kind")
    abstract static class Single implements Vehicle {
        @Id
        Integer id;

        @Version
        int version;

        String name;

        @DeletedAt
        boolean trashed;

        @Override
        public int version() {
            return version;
        }
    }

    @Entity(name = "SingleCar")
    static class SingleCar extends Single {
        int wheels;

        SingleCar() {}

        SingleCar(Integer id, int wheels) {
            this.id = id;
            this.wheels = wheels;
        }
    }

    @Entity(name = "SingleBoat")
    static class SingleBoat extends Single {
        int length;

        SingleBoat() {}

        SingleBoat(Integer id, int length) {
            this.id = id;
            this.length = length;
        }
    }

    @Entity(name = "Joined")
    @SoftDeletable
    @Inheritance(strategy = InheritanceType.JOINED)
    abstract static class Joined implements Vehicle {
        @Id
        Integer id;

        @Version
        int version;

        String name;

        @Override
        public int version() {
            return version;
        }
    }

    @Entity(name = "JoinedCar")
    static class JoinedCar extends Joined {
        int wheels;

        JoinedCar() {}

        JoinedCar(Integer id, int wheels) {
            this.id = id;
            this.wheels = wheels;
        }
    }

    @Entity(name = "JoinedBoat")
    static class JoinedBoat extends Joined {
        int length;

        JoinedBoat() {}

        JoinedBoat(Integer id, int length) {
            this.id = id;
            this.length = length;
        }
    }

    @Entity(name = "Union")
    @SoftDeletable(marker = Marker.EPOCH_MILLIS, column = "gone_at")
    @Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
    abstract static class Union implements Vehicle {
        @Id
        Integer id;

        @Version
        int version;

        String name;

        @Override
        public int version() {
            return version;
        }
    }

    @Entity(name = "UnionCar")
    static class UnionCar extends Union {
        int wheels;

        UnionCar() {}

        UnionCar(Integer id, int wheels) {
            this.id = id;
            this.wheels = wheels;
        }
    }

    @Entity(name = "UnionBoat")
    static class UnionBoat extends Union {
        int length;

        UnionBoat() {}

        UnionBoat(Integer id, int length) {
            this.id = id;
            this.length = length;
        }
    }

    @MappedSuperclass
    @SoftDeletable
    abstract static class Base {
        @DeletedAt
        Instant deletedAt;

        @DeletedBy
        String deletedBy;
    }

    @Entity(name = "Mapped")
    static class Mapped extends Base {
        @Id
        Integer id;

        Mapped() {}

        Mapped(Integer id) {
            this.id = id;
        }
    }
}
