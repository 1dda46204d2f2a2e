package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.util.List;
import org.hibernate.annotations.BatchSize;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How many statements a query for the owners of hidden references takes. */
@PostgresServer
class HiddenBatchIT {

    private static final int NOTES = 10;

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        db = new Database(node, Single.class, Batched.class, SingleNote.class, BatchedNote.class);
        db.write(session -> {
            for (int id = 1; id <= NOTES; id++) {
                Single single = new Single();
                single.id = id;
                session.persist(single);
                Batched batched = new Batched();
                batched.id = id;
                session.persist(batched);
                SingleNote singleNote = new SingleNote();
                singleNote.id = id;
                singleNote.target = single;
                session.persist(singleNote);
                BatchedNote batchedNote = new BatchedNote();
                batchedNote.id = id;
                batchedNote.target = batched;
                session.persist(batchedNote);
            }
        });
        db.write(session -> {
            session.remove(session.find(Single.class, 1));
            session.remove(session.find(Batched.class, 1));
        });
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    private static long statements(String hql) {
        db.factory().getStatistics().clear();
        db.write(session -> {
            List<Note> notes = session.createSelectionQuery(hql, Note.class).getResultList();
            assertThat(notes).hasSize(NOTES);
            assertThat(notes.stream().filter(note -> note.target() == null).map(Note::id))
                    .containsExactly(1);
        });
        return db.factory().getStatistics().getPrepareStatementCount();
    }

    @Test
    void oneForTheQueryAndOneForEachReference() {
        assertThat(statements("from SingleNote")).isEqualTo(1 + NOTES);
    }

    @Test
    void oneForAllIfTheyAreFetched() {
        assertThat(statements("from SingleNote n left join fetch n.target")).isEqualTo(1);
    }

    @Test
    void twoWithABatchSizeOnTheTarget() {
        assertThat(statements("from BatchedNote")).isEqualTo(2);
    }

    interface Note {
        Integer id();

        Object target();
    }

    @Entity(name = "Single")
    @SoftDeletable
    static class Single {
        @Id
        Integer id;
    }

    @Entity(name = "Batched")
    @SoftDeletable
    @BatchSize(size = 20)
    static class Batched {
        @Id
        Integer id;
    }

    @Entity(name = "SingleNote")
    static class SingleNote implements Note {
        @Id
        Integer id;

        @ManyToOne
        @OnTrashed(TrashedReference.HIDE)
        Single target;

        @Override
        public Integer id() {
            return id;
        }

        @Override
        public Object target() {
            return target;
        }
    }

    @Entity(name = "BatchedNote")
    static class BatchedNote implements Note {
        @Id
        Integer id;

        @ManyToOne
        @OnTrashed(TrashedReference.HIDE)
        Batched target;

        @Override
        public Integer id() {
            return id;
        }

        @Override
        public Object target() {
            return target;
        }
    }
}
