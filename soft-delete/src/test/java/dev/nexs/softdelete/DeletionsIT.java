package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.hibernate.query.range.Range;
import org.hibernate.query.restriction.Restriction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deletions as things: listed, explained, made of many removals, restored as one; and what is told after a commit. */
@PostgresServer
class DeletionsIT {

    private static final String FIRM = Firm.class.getName();
    private static final String DESK = Desk.class.getName();
    private static final String VISIT = Visit.class.getName();

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        db = new Database(node, Firm.class, Desk.class, Visit.class);
        SoftDeletion.of(db.factory()).deletedBy(() -> "ann");
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    @BeforeEach
    void threeFirmsOfTwoDesks() {
        db.execute("truncate table firm, desk, visit cascade");
        db.write(session -> {
            for (int i = 1; i <= 3; i++) {
                Firm firm = new Firm();
                firm.id = i;
                firm.code = "code " + i;
                for (int j = 1; j <= 2; j++) {
                    Desk desk = new Desk();
                    desk.id = 10 * i + j;
                    desk.firm = firm;
                    firm.desks.add(desk);
                }
                session.persist(firm);
            }
        });
    }

    private static Restriction<Firm> upTo(int id) {
        return Restriction.restrict(Firm.class, "id", Range.lessThanOrEqualTo(id));
    }

    @Test
    void aBulkRemovalWithCascadesIsOneDeletionThatIsRestoredAsOne() {
        UUID id = db.read(session ->
                Trash.of(session).because("closed", () -> Trash.of(session).trashAll(Firm.class, upTo(2))));
        db.write(session -> session.remove(session.find(Firm.class, 3)));
        assertThat(db.count("desk where deleted_at is not null")).isEqualTo(6);
        db.write(session -> {
            List<Deletion> deletions = Trash.of(session).deletions(10);
            assertThat(deletions).hasSize(2);
            Deletion bulk = deletions.get(1);
            assertThat(deletions.get(0).reason()).isNull();
            assertThat(bulk).isEqualTo(new Deletion(id, bulk.at(), "ann", "closed", Map.of(FIRM, 2L, DESK, 4L)));
            assertThat(bulk.at()).isNotNull();
            assertThat(Trash.of(session).deletions(1)).containsExactly(deletions.get(0));
            assertThat(Trash.of(session).deletions(9, Desk.class).get(1).rows()).isEqualTo(Map.of(DESK, 4L));
        });
        db.write(session -> {
            assertThat(Trash.of(session).restoreDeletion(id)).isEqualTo(6);
            assertThat(Trash.of(session).restoreDeletion(id)).isZero();
        });
        assertThat(db.count("desk where deleted_at is not null")).isEqualTo(2);
        assertThat(db.count("firm where deletion_reason is null and deletion_id is null and deleted_by is null"))
                .isEqualTo(2);
    }

    @Test
    void aReasonIsThatOfTheScopeInWhichTheRemovalWasAskedFor() {
        db.write(session -> {
            Trash trash = Trash.of(session);
            trash.because("outer", () -> {
                trash.because("inner", () -> session.remove(session.find(Firm.class, 1)));
                session.remove(session.find(Firm.class, 2));
            });
            session.remove(session.find(Firm.class, 3));
        });
        assertThat(db.sql("select string_agg(coalesce(deletion_reason, 'none'), ',' order by id) from firm"))
                .isEqualTo("inner,outer,none");
        db.write(session -> assertThat(Trash.of(session).with(() -> session.find(Firm.class, 1)).why)
                .isEqualTo("inner"));
        db.factory().inStatelessTransaction(session -> {
            Trash.of(session).restore(Firm.class, 1);
            Trash.of(session).because("stateless", () -> session.delete(session.get(Firm.class, 1)));
        });
        assertThat(db.sql("select deletion_reason from firm where id = 1")).isEqualTo("stateless");
    }

    @Test
    void aChildIsRestoredWithItsParentsWhereThatIsAskedFor() {
        db.write(session -> session.remove(session.find(Desk.class, 11)));
        db.write(session -> session.remove(session.find(Firm.class, 1)));
        db.write(session -> assertThatThrownBy(() -> Trash.of(session).restore(Desk.class, 11))
                .isInstanceOf(TrashedParentException.class));
        db.write(session -> assertThat(Trash.of(session).restore(Desk.class, 11, RestoreOptions::withParents))
                .isTrue());
        assertThat(db.count("desk where deleted_at is null")).isEqualTo(6);
        assertThat(db.count("firm where deleted_at is null")).isEqualTo(3);
    }

    @Test
    void conflictsAreSkippedOrReportedAndTheOthersAreRestored() {
        db.write(session -> Trash.of(session).trashAll(Firm.class, upTo(3)));
        db.write(session -> {
            Firm firm = new Firm();
            firm.id = 9;
            firm.code = "code 2";
            session.persist(firm);
        });
        RestoreResult result = db.read(session -> Trash.of(session)
                .restoreAll(Firm.class, upTo(3), options -> options.onConflict(RestoreOptions.OnConflict.REPORT)));
        assertThat(result.rows()).isEqualTo(6);
        assertThat(result.conflicts()).hasSize(1);
        assertThat(result.conflicts().get(0).conflictingKey()).isEqualTo("9");
        assertThat(db.count("firm where deleted_at is null")).isEqualTo(3);
        assertThat(db.count("desk where firm_id = 2 and deleted_at is null")).isZero();
        db.write(session -> assertThat(Trash.of(session)
                        .restoreAll(Firm.class, upTo(3), o -> o.onConflict(RestoreOptions.OnConflict.SKIP)))
                .isEqualTo(new RestoreResult(0, List.of())));
    }

    @Test
    void everyEntityWithARetentionIsPurgedThoseFirstThatReferToOthers() {
        db.write(session -> {
            Visit visit = new Visit();
            visit.id = 1;
            visit.firm = session.find(Firm.class, 1);
            session.persist(visit);
        });
        db.write(session -> {
            session.remove(session.find(Visit.class, 1));
            Trash.of(session).trashAll(Firm.class, upTo(3));
        });
        db.execute(
                "update firm set deleted_at = now() - interval '91 days' where id < 3",
                "update visit set deleted_at = now() - interval '91 days'");
        db.write(session -> assertThat(Trash.of(session).purgeAll(PurgeOptions::dryRun))
                .containsExactly(Map.entry(VISIT, 1L), Map.entry(FIRM, 2L)));
        db.write(session ->
                assertThat(Trash.of(session).purgeAll()).containsExactly(Map.entry(VISIT, 1L), Map.entry(FIRM, 2L)));
        assertThat(db.count("firm")).isEqualTo(1);
        assertThat(db.count("desk")).isEqualTo(2);
    }

    @Test
    void whatIsDoneIsToldAfterTheCommitAndNotAfterARollback() {
        List<TrashChange> told = new ArrayList<>();
        Runnable remove = SoftDeletion.of(db.factory()).afterCommit(told::add);
        try {
            db.write(session -> {
                session.remove(session.find(Firm.class, 1));
                session.flush();
                assertThat(told).isEmpty();
            });
            assertThat(told)
                    .extracting(TrashChange::kind, TrashChange::entityName, TrashChange::rows)
                    .containsExactlyInAnyOrder(
                            tuple(TrashChange.Kind.TRASHED, FIRM, 1L), tuple(TrashChange.Kind.TRASHED, DESK, 2L));
            told.clear();
            db.write(session -> {
                session.remove(session.find(Firm.class, 2));
                session.flush();
                session.getTransaction().setRollbackOnly();
            });
            assertThat(told).isEmpty();
            db.write(session -> Trash.of(session).restore(Firm.class, 1));
            assertThat(told).extracting(TrashChange::kind).containsOnly(TrashChange.Kind.RESTORED);
            told.clear();
            db.write(session -> session.createMutationQuery("delete from Desk where id > 20")
                    .executeUpdate());
            assertThat(told).containsExactly(new TrashChange(TrashChange.Kind.TRASHED, DESK, List.of(), 4));
            told.clear();
            db.write(session -> Trash.of(session).purge(Desk.class, Duration.ZERO));
            assertThat(told).singleElement().satisfies(change -> {
                assertThat(change.kind()).isEqualTo(TrashChange.Kind.DELETED);
                assertThat(change.ids()).containsExactlyInAnyOrder(21, 22, 31, 32);
            });
        } finally {
            remove.run();
        }
    }

    @Test
    void anIndexForTheDefaultViewIsPartial() {
        assertThat(db.sql("select indexdef from pg_indexes where indexname = 'live_firm_code'"))
                .asString()
                .endsWith("WHERE (deleted_at IS NULL)");
        assertThat(SoftDeletion.of(db.factory()).ddl())
                .contains("create index if not exists live_Firm_code on Firm (code) where deleted_at is null")
                .contains("alter table Firm add column if not exists deletion_reason varchar(255)");
    }

    @Entity(name = "Firm")
    @SoftDeletable(unique = "code", index = "code")
    @Retention("90d")
    static class Firm {
        @Id
        Integer id;

        String code;

        @DeletedBy
        String who;

        @DeletionReason
        String why;

        @OneToMany(mappedBy = "firm", cascade = CascadeType.ALL)
        Set<Desk> desks = new HashSet<>();
    }

    @Entity(name = "Desk")
    @SoftDeletable
    static class Desk {
        @Id
        Integer id;

        @ManyToOne(fetch = FetchType.LAZY)
        Firm firm;
    }

    @Entity(name = "Visit")
    @SoftDeletable
    @Retention("P90D")
    static class Visit {
        @Id
        Integer id;

        @ManyToOne(fetch = FetchType.LAZY)
        Firm firm;
    }
}
