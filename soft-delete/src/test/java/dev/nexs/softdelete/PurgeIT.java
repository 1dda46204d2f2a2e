package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Emptying the trash by age. */
@PostgresServer
class PurgeIT {

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        db = new Database(node, Mail.class, Flag.class);
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    @BeforeEach
    void tenOldFiveYoungAndOneLive() {
        db.execute("truncate table mail, mail_words, flag cascade");
        db.write(session -> {
            for (int id = 1; id <= 16; id++) {
                session.persist(new Mail(id));
            }
        });
        db.execute(
                "update mail set deleted_at = now() - interval '40 days' where id <= 10",
                "update mail set deleted_at = now() - interval '20 days' where id between 11 and 15");
    }

    @Test
    void purgesByAgeInBatchesAndTellsHowFarItIs() {
        List<PurgeProgress> progress = new ArrayList<>();
        try (Session session = db.factory().openSession()) {
            long purged = Trash.of(session)
                    .purge(Mail.class, Duration.ofDays(30), o -> o.batchSize(4).onProgress(progress::add));
            assertThat(purged).isEqualTo(10);
        }
        assertThat(progress).extracting(PurgeProgress::total).containsExactly(4L, 8L, 10L);
        assertThat(db.count("mail")).isEqualTo(6);
        assertThat(db.count("mail_words")).isEqualTo(6);
    }

    @Test
    void theFastPathDoesTheSameByStatements() {
        db.write(session -> assertThat(Trash.of(session)
                        .purge(Mail.class, Duration.ofDays(30), o -> o.fast().limit(7)))
                .isEqualTo(7));
        assertThat(db.count("mail")).isEqualTo(9);
        assertThat(db.count("mail_words")).isEqualTo(9);
    }

    @Test
    void aRowThatSomebodyElseHasLockedIsSkipped() {
        db.write(locking -> {
            locking.createNativeQuery("select id from mail where id = 3 for update", Integer.class)
                    .getSingleResult();
            db.write(session -> assertThat(Trash.of(session).purge(Mail.class, Duration.ofDays(30)))
                    .isEqualTo(9));
        });
        assertThat(db.sql("select min(id) from mail")).isEqualTo(3);
    }

    @Test
    void aBooleanMarkerHasNoAge() {
        db.write(session -> session.persist(new Flag(1)));
        db.write(session -> session.remove(session.find(Flag.class, 1)));
        db.write(session -> {
            assertThatThrownBy(() -> Trash.of(session).purge(Flag.class, Duration.ofDays(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cannot be purged by age");
            assertThat(Trash.of(session).purge(Flag.class, Duration.ZERO)).isEqualTo(1);
        });
    }

    @Test
    void wrongOptionsAreRefused() {
        db.write(session -> assertThatThrownBy(
                        () -> Trash.of(session).purge(Mail.class, Duration.ofDays(1), o -> o.batchSize(0)))
                .hasMessageContaining("batchSize is 0; it must be from 1 to 10000"));
    }

    @Entity(name = "Mail")
    @SoftDeletable
    static class Mail {
        @Id
        Integer id;

        @ElementCollection
        List<String> words = new ArrayList<>();

        Mail() {}

        Mail(Integer id) {
            this.id = id;
            words.add("word " + id);
        }
    }

    @Entity(name = "Flag")
    @SoftDeletable(marker = Marker.BOOLEAN)
    static class Flag {
        @Id
        Integer id;

        Flag() {}

        Flag(Integer id) {
            this.id = id;
        }
    }
}
