package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Joins that keep rows which their condition does not match. */
@PostgresServer
class OuterJoinsIT {

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        db = new Database(node, Plain.class, Timed.class, Flagged.class);
        db.write(session -> {
            for (int i = 1; i <= 3; i++) {
                session.persist(new Plain(i));
                session.persist(new Timed(i));
                session.persist(new Flagged(i));
            }
        });
        db.write(session -> {
            session.remove(session.find(Timed.class, 2));
            session.remove(session.find(Flagged.class, 3));
            session.remove(session.find(Plain.class, 1));
        });
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    /** Plain has 2 and 3, Timed 1 and 3, Flagged 1 and 2. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Plain a left join Timed b | 2:null 3:3",
                "Plain a right join Timed b | 3:3 null:1",
                "Plain a full join Timed b | 2:null 3:3 null:1",
                "Timed a right join Flagged b | 1:1 null:2",
                "Timed a full join Flagged b | 1:1 3:null null:2",
                "Flagged a right join Timed b | 1:1 null:3",
                "Flagged a full join Timed b | 1:1 2:null null:3",
                "Flagged a right join Plain b | 2:2 null:3"
            })
    void showLiveRowsOnlyAndEveryOneOfThem(String join, String expected) {
        List<Object[]> rows = db.read(session -> session.createSelectionQuery(
                        "select a.id, b.id from " + join + " on a.id = b.id order by a.id nulls last, b.id",
                        Object[].class)
                .getResultList());
        assertThat(rows).extracting(row -> row[0] + ":" + row[1]).isEqualTo(Arrays.asList(expected.split(" ")));
    }

    @Entity(name = "Plain")
    static class Plain {
        @Id
        Integer id;

        Plain() {}

        Plain(int id) {
            this.id = id;
        }
    }

    @Entity(name = "Timed")
    @SoftDeletable
    static class Timed {
        @Id
        Integer id;

        Timed() {}

        Timed(int id) {
            this.id = id;
        }
    }

    @Entity(name = "Flagged")
    @SoftDeletable(marker = Marker.BOOLEAN)
    static class Flagged {
        @Id
        Integer id;

        Flagged() {}

        Flagged(int id) {
            this.id = id;
        }
    }
}
