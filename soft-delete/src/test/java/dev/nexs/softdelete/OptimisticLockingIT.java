package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.OptimisticLockException;
import java.time.Instant;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.OptimisticLockType;
import org.hibernate.annotations.OptimisticLocking;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entities without a version, whose state is compared instead. */
@PostgresServer
class OptimisticLockingIT {

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        db = new Database(node, All.class, Dirty.class, Target.class);
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    @BeforeEach
    void oneOfEach() {
        db.execute("truncate table all_, dirty, target cascade");
        db.write(session -> {
            Target target = new Target();
            session.persist(target);
            for (Compared entity : new Compared[] {new All(), new Dirty()}) {
                entity.id = 1;
                entity.name = "first";
                entity.target = target;
                entity.hidden = target;
                session.persist(entity);
            }
        });
    }

    private static String table(Class<?> type) {
        return type == All.class ? "all_" : "dirty";
    }

    @ParameterizedTest
    @ValueSource(classes = {All.class, Dirty.class})
    void aRemovalOfWhatAnotherHasChangedFails(Class<? extends Compared> type) {
        assertThatThrownBy(() -> db.write(session -> {
                    Compared entity = session.find(type, 1);
                    db.execute("update " + table(type) + " set name = 'second'");
                    session.remove(entity);
                }))
                .isInstanceOf(OptimisticLockException.class);
        assertThat(db.count(table(type) + " where deleted_at is null")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(classes = {All.class, Dirty.class})
    void theTrashItselfIsNotCompared(Class<? extends Compared> type) {
        db.write(session -> session.remove(session.find(type, 1)));
        db.write(session -> Trash.of(session).with(() -> session.find(type, 1)).name = "second");
        db.write(session -> Trash.of(session).restore(type, 1));
        db.write(session -> session.find(type, 1).name = null);
        db.write(session -> session.remove(session.find(type, 1)));
        assertThat(db.count(table(type) + " where name is null and deleted_at is not null"))
                .isEqualTo(1);
        db.write(session -> Trash.of(session).forceDelete(type, 1));
        assertThat(db.count(table(type))).isZero();
    }

    @ParameterizedTest
    @ValueSource(classes = {All.class, Dirty.class})
    void aReferenceThatReadsAsNullIsNotCompared(Class<? extends Compared> type) {
        db.write(session -> session.remove(session.find(Target.class, 1)));
        db.write(session -> {
            Compared entity = session.find(type, 1);
            assertThat(entity.hidden).isNull();
            entity.name = "second";
        });
        db.write(session -> session.remove(session.find(type, 1)));
        assertThat(db.count(table(type) + " where name = 'second' and hidden_id = 1 and deleted_at is not null"))
                .isEqualTo(1);
    }

    @MappedSuperclass
    abstract static class Compared {
        @Id
        Integer id;

        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        Target target;

        @ManyToOne
        @OnTrashed(TrashedReference.HIDE)
        Target hidden;

        @DeletedAt
        Instant deletedAt;
    }

    @Entity(name = "All_")
    @SoftDeletable
    @OptimisticLocking(type = OptimisticLockType.ALL)
    @DynamicUpdate
    static class All extends Compared {}

    @Entity(name = "Dirty")
    @SoftDeletable
    @OptimisticLocking(type = OptimisticLockType.DIRTY)
    @DynamicUpdate
    static class Dirty extends Compared {}

    @Entity(name = "Target")
    @SoftDeletable
    static class Target {
        @Id
        Integer id = 1;
    }
}
