package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.CascadeType;
import jakarta.persistence.DiscriminatorValue;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.annotations.Filter;
import org.hibernate.annotations.FilterDef;
import org.hibernate.annotations.ParamDef;
import org.hibernate.annotations.SQLRestriction;
import org.hibernate.annotations.TenantId;
import org.hibernate.query.range.Range;
import org.hibernate.query.restriction.Restriction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A purge deletes nobody else's rows, and one row that cannot go does not keep the others. */
@PostgresServer
@Timeout(60)
class PurgeScopeIT {

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        db = new Database(
                node,
                Animal.class,
                Dog.class,
                Cat.class,
                Vehicle.class,
                Car.class,
                Ship.class,
                Tool.class,
                Saw.class,
                Hammer.class,
                Tenanted.class,
                Restricted.class,
                Filtered.class,
                Parent.class,
                Child.class,
                Witness.class);
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    @BeforeEach
    void empty() {
        db.execute(
                "truncate table animal, vehicle, car, ship, saw, hammer, tenanted, restricted, filtered, parent, child,"
                        + " witness cascade");
    }

    private static void in(String tenant, Consumer<Session> work) {
        try (Session session =
                db.factory().withOptions().tenantIdentifier((Object) tenant).openSession()) {
            session.beginTransaction();
            work.accept(session);
            session.getTransaction().commit();
        }
    }

    private static void write(Consumer<Session> work) {
        in("one", work);
    }

    private static long purge(Session session, Class<?> entity, boolean fast) {
        return Trash.of(session).purge(entity, Duration.ZERO, options -> {
            options.batchSize(2);
            if (fast) {
                options.fast();
            }
        });
    }

    private static void trash(Object... entities) {
        write(session -> List.of(entities).forEach(session::persist));
        write(session -> List.of(entities)
                .forEach(entity -> session.remove(session.find(
                        entity.getClass(),
                        session.getSessionFactory().getPersistenceUnitUtil().getIdentifier(entity)))));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSubclassIsPurgedAlone(boolean fast) {
        trash(new Cat(1), new Cat(2), new Cat(3), new Dog(4), new Dog(5), new Dog(6));
        trash(new Ship(1), new Ship(2), new Ship(3), new Car(4), new Car(5), new Car(6));
        trash(new Hammer(1), new Hammer(2), new Hammer(3), new Saw(4), new Saw(5), new Saw(6));
        write(session -> {
            assertThat(purge(session, Dog.class, fast)).isEqualTo(3);
            assertThat(purge(session, Car.class, fast)).isEqualTo(3);
            assertThat(purge(session, Saw.class, fast)).isEqualTo(3);
        });
        assertThat(db.count("animal")).isEqualTo(3);
        assertThat(db.count("vehicle")).isEqualTo(3);
        assertThat(db.count("ship")).isEqualTo(3);
        assertThat(db.count("hammer")).isEqualTo(3);
        assertThat(db.count("saw")).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anotherTenantsTrashStays(boolean fast) {
        for (String tenant : List.of("one", "two")) {
            in(tenant, session -> {
                for (int i = 1; i <= 3; i++) {
                    session.persist(new Tenanted((tenant.equals("one") ? 0 : 100) + i));
                }
            });
            in(
                    tenant,
                    session -> session.createSelectionQuery("from Tenanted", Tenanted.class)
                            .getResultList()
                            .forEach(session::remove));
        }
        in("two", session -> assertThat(purge(session, Tenanted.class, fast)).isEqualTo(3));
        assertThat(db.count("tenanted where tenant = 'one'")).isEqualTo(3);
        assertThat(db.count("tenanted where tenant = 'two'")).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatARestrictionOrAFilterHidesStays(boolean fast) {
        trash(new Restricted(1, "mine"), new Filtered(1, "mine"), new Filtered(2, "other"));
        db.execute("insert into restricted (id, owner, deleted_at) values (2, 'other', now())");
        write(session -> {
            session.enableFilter("owner").setParameter("owner", "mine");
            assertThat(purge(session, Restricted.class, fast)).isEqualTo(1);
            assertThat(purge(session, Filtered.class, fast)).isEqualTo(1);
        });
        assertThat(db.sql("select owner from restricted")).isEqualTo("other");
        assertThat(db.sql("select owner from filtered")).isEqualTo("other");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRowThatSomethingRefersToStaysAndIsReported(boolean fast) {
        trash(new Parent(1), new Parent(2), new Parent(3), new Parent(4), new Parent(5));
        write(session -> {
            Witness witness = new Witness();
            witness.id = 1;
            witness.parent = session.getReference(Parent.class, 2);
            session.persist(witness);
        });
        List<ReferencedRow> referenced = new ArrayList<>();
        List<PurgeProgress> progress = new ArrayList<>();
        try (Session session =
                db.factory().withOptions().tenantIdentifier((Object) "one").openSession()) {
            long purged = Trash.of(session).purge(Parent.class, Duration.ZERO, options -> {
                options.batchSize(3).onReferenced(referenced::add).onProgress(progress::add);
                if (fast) {
                    options.fast();
                }
            });
            assertThat(purged).isEqualTo(4);
        }
        assertThat(referenced).extracting(ReferencedRow::id).containsExactly(2);
        assertThat(progress).last().isEqualTo(new PurgeProgress(Parent.class.getName(), 2, 4, 1));
        assertThat(db.sql("select id from parent")).isEqualTo(2);
    }

    @Test
    void anEntityByEntityPurgeSkipsToo() {
        trash(new Parent(1), new Parent(2), new Parent(3));
        write(session -> {
            Witness witness = new Witness();
            witness.id = 1;
            witness.parent = session.getReference(Parent.class, 2);
            session.persist(witness);
        });
        List<Object> told = new ArrayList<>();
        Runnable remove = SoftDeletion.of(db.factory()).addListener(new TrashListener() {
            @Override
            public void afterForceDelete(TrashEvent event) {
                told.add(event.id());
            }
        });
        try {
            write(session -> assertThat(purge(session, Parent.class, false)).isEqualTo(2));
        } finally {
            remove.run();
        }
        assertThat(told).contains(1, 3);
        assertThat(db.sql("select id from parent")).isEqualTo(2);
    }

    @Test
    void aPurgeTakesAlongWhatTheRemovalCascadesTo() {
        Parent parent = new Parent(1);
        parent.children.add(new Child(1));
        parent.children.add(new Child(2));
        trash(parent, new Parent(2));
        write(session -> assertThat(purge(session, Parent.class, false)).isEqualTo(2));
        assertThat(db.count("child")).isZero();
    }

    @Test
    void aDryRunCountsAndAHoldKeeps() {
        trash(new Parent(1), new Parent(2), new Parent(3));
        Runnable release = SoftDeletion.of(db.factory())
                .hold(Parent.class, Restriction.restrict(Parent.class, "id", Range.singleValue(2)));
        write(session -> assertThat(Trash.of(session).purge(Parent.class, Duration.ZERO, PurgeOptions::dryRun))
                .isEqualTo(2));
        assertThat(db.count("parent")).isEqualTo(3);
        write(session -> assertThat(purge(session, Parent.class, false)).isEqualTo(2));
        assertThat(db.sql("select id from parent")).isEqualTo(2);
        release.run();
        write(session -> assertThat(purge(session, Parent.class, true)).isEqualTo(1));
    }

    @Entity(name = "Animal")
    @SoftDeletable
    @Inheritance(strategy = InheritanceType.SINGLE_TABLE)
    abstract static class Animal {
        @Id
        Integer id;
    }

    @Entity(name = "Dog")
    @DiscriminatorValue("dog")
    static class Dog extends Animal {
        Dog() {}

        Dog(int id) {
            this.id = id;
        }
    }

    @Entity(name = "Cat")
    @DiscriminatorValue("cat")
    static class Cat extends Animal {
        Cat() {}

        Cat(int id) {
            this.id = id;
        }
    }

    @Entity(name = "Vehicle")
    @SoftDeletable
    @Inheritance(strategy = InheritanceType.JOINED)
    abstract static class Vehicle {
        @Id
        Integer id;
    }

    @Entity(name = "Car")
    static class Car extends Vehicle {
        Car() {}

        Car(int id) {
            this.id = id;
        }
    }

    @Entity(name = "Ship")
    static class Ship extends Vehicle {
        Ship() {}

        Ship(int id) {
            this.id = id;
        }
    }

    @Entity(name = "Tool")
    @SoftDeletable
    @Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
    abstract static class Tool {
        @Id
        Integer id;
    }

    @Entity(name = "Saw")
    static class Saw extends Tool {
        Saw() {}

        Saw(int id) {
            this.id = id;
        }
    }

    @Entity(name = "Hammer")
    static class Hammer extends Tool {
        Hammer() {}

        Hammer(int id) {
            this.id = id;
        }
    }

    @Entity(name = "Tenanted")
    @SoftDeletable
    static class Tenanted {
        @Id
        Integer id;

        @TenantId
        String tenant;

        Tenanted() {}

        Tenanted(int id) {
            this.id = id;
        }
    }

    @Entity(name = "Restricted")
    @SoftDeletable
    @SQLRestriction("owner = 'mine'")
    static class Restricted {
        @Id
        Integer id;

        String owner;

        Restricted() {}

        Restricted(int id, String owner) {
            this.id = id;
            this.owner = owner;
        }
    }

    @Entity(name = "Filtered")
    @SoftDeletable
    @FilterDef(name = "owner", parameters = @ParamDef(name = "owner", type = String.class))
    @Filter(name = "owner", condition = "owner = :owner")
    static class Filtered {
        @Id
        Integer id;

        String owner;

        Filtered() {}

        Filtered(int id, String owner) {
            this.id = id;
            this.owner = owner;
        }
    }

    @Entity(name = "Parent")
    @SoftDeletable
    static class Parent {
        @Id
        Integer id;

        @OneToMany(cascade = CascadeType.ALL)
        @JoinColumn(name = "parent_id")
        Set<Child> children = new HashSet<>();

        Parent() {}

        Parent(int id) {
            this.id = id;
        }
    }

    @Entity(name = "Child")
    @SoftDeletable
    static class Child {
        @Id
        Integer id;

        Child() {}

        Child(int id) {
            this.id = id;
        }
    }

    @Entity(name = "Witness")
    static class Witness {
        @Id
        Integer id;

        @ManyToOne(fetch = FetchType.LAZY)
        Parent parent;
    }
}
