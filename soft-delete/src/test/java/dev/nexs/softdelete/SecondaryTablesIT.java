package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.Version;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A joined hierarchy with secondary tables: one row is in up to four tables, and one of them has the marker. */
@PostgresServer
class SecondaryTablesIT {

    private static final List<String> TABLES = List.of("base", "base_extra", "sub", "sub_extra", "leaf");

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        db = new Database(node, Base.class, Sub.class, Leaf.class);
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    @BeforeEach
    void oneOfEachClass() {
        db.execute("truncate table " + String.join(", ", TABLES) + " cascade");
        db.write(session -> {
            session.persist(new Base(1));
            session.persist(new Sub(2));
            session.persist(new Leaf(3));
        });
    }

    private static List<String> extras(String entity) {
        return db.read(
                session -> session.createSelectionQuery("select extra from " + entity + " order by id", String.class)
                        .getResultList());
    }

    @Test
    void theMarkerOfTheRootHidesTheRowsOfAllTables() {
        db.write(session -> {
            session.remove(session.find(Base.class, 2));
            session.remove(session.find(Leaf.class, 3));
        });
        assertThat(extras("Base")).containsExactly("extra 1");
        assertThat(extras("Sub")).isEmpty();
        assertThat(db.<List<String>>read(
                        session -> session.createSelectionQuery("select subExtra from Sub", String.class)
                                .getResultList()))
                .isEmpty();
        assertThat(db.count("sub_extra")).isEqualTo(1);
        db.write(session -> Trash.of(session).restore(Base.class, 2));
        assertThat(db.<Sub>read(session -> session.find(Sub.class, 2)).subExtra).isEqualTo("sub extra 2");
        db.write(session -> session.createMutationQuery("delete from Base where extra = 'extra 2'")
                .executeUpdate());
        assertThat(db.count("base where id = 2 and deleted_at is not null and version = 3"))
                .isEqualTo(1);
    }

    @Test
    void aFastPurgeOfTheRootEmptiesEveryTable() {
        db.write(session -> session.createMutationQuery("delete from Base").executeUpdate());
        db.write(session -> assertThat(Trash.of(session).purge(Base.class, Duration.ZERO, PurgeOptions::fast))
                .isEqualTo(3));
        TABLES.forEach(table -> assertThat(db.count(table)).as(table).isZero());
    }

    @Test
    void aForcedDeletionEmptiesEveryTableOfTheRow() {
        db.write(session -> Trash.of(session).forceDelete(Base.class, 2));
        assertThat(db.count("base where id = 2") + db.count("sub") + db.count("sub_extra"))
                .isZero();
        assertThat(db.count("base_extra")).isEqualTo(2);
    }

    @Entity(name = "Base")
    @Inheritance(strategy = InheritanceType.JOINED)
    @SecondaryTable(name = "base_extra")
    @SoftDeletable
    static class Base {
        @Id
        Integer id;

        @Version
        int version;

        @Column(table = "base_extra")
        String extra;

        Base() {}

        Base(Integer id) {
            this.id = id;
            this.extra = "extra " + id;
        }
    }

    @Entity(name = "Sub")
    @SecondaryTable(name = "sub_extra")
    static class Sub extends Base {
        String sub;

        @Column(table = "sub_extra")
        String subExtra;

        Sub() {}

        Sub(Integer id) {
            super(id);
            this.sub = "sub " + id;
            this.subExtra = "sub extra " + id;
        }
    }

    @Entity(name = "Leaf")
    static class Leaf extends Base {
        String leaf;

        Leaf() {}

        Leaf(Integer id) {
            super(id);
            this.leaf = "leaf " + id;
        }
    }
}
