package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.softdelete.Gallery.Etching;
import dev.nexs.softdelete.Gallery.Fresco;
import dev.nexs.softdelete.Gallery.Mosaic;
import dev.nexs.softdelete.Gallery.Painter;
import dev.nexs.softdelete.Gallery.Painting;
import dev.nexs.softdelete.Gallery.Photo;
import dev.nexs.softdelete.Gallery.Print;
import dev.nexs.softdelete.Gallery.Sketch;
import dev.nexs.softdelete.Gallery.Work;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.EntityGraph;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.engine.spi.ManagedEntity;
import org.hibernate.engine.spi.PersistentAttributeInterceptable;
import org.hibernate.graph.GraphSemantic;
import org.hibernate.proxy.HibernateProxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only enhanced entities can do: lazy attributes, references without proxies, and their own dirty tracking. */
@Enhanced
@PostgresServer
class EnhancedLazyIT {

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        db = new Database(
                node,
                Painter.class,
                Photo.class,
                Painting.class,
                Etching.class,
                Fresco.class,
                Mosaic.class,
                Sketch.class,
                Print.class);
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    @BeforeEach
    void aPaintingWithItsPainter() {
        db.execute("truncate table painter, photo, painting, etching, fresco, mosaic, sketch, print cascade");
        db.write(session -> {
            session.persist(new Painter(2));
            Painter painter = new Painter(1);
            session.persist(painter);
            session.persist(new Photo(5, null, painter));
            session.persist(new Painting(10, painter));
            session.persist(new Etching(10, painter));
            session.persist(new Fresco(10, painter));
            session.persist(new Mosaic(10, painter));
            session.persist(new Sketch(10, painter));
            session.persist(new Print(10, painter));
        });
    }

    private static void trashPainter() {
        db.write(session -> session.remove(session.find(Painter.class, 1)));
    }

    @Test
    void theEntitiesOfThisTestAreEnhanced() {
        assertThat(new Painter(3))
                .isInstanceOf(ManagedEntity.class)
                .isInstanceOf(PersistentAttributeInterceptable.class);
        db.write(session -> {
            Painting painting = session.find(Painting.class, 10);
            assertThat(Hibernate.isPropertyInitialized(painting, "notes")).isFalse();
            assertThat(painting.painter)
                    .as("a reference is no proxy")
                    .isNotInstanceOf(HibernateProxy.class)
                    .matches(painter -> !Hibernate.isInitialized(painter));
        });
    }

    @ParameterizedTest
    @ValueSource(classes = {Painting.class, Etching.class, Fresco.class, Mosaic.class})
    void anUnrelatedUpdateKeepsTheForeignKeyOfATrashedTarget(Class<? extends Work> owner) {
        trashPainter();
        db.write(session -> {
            Work work = session.find(owner, 10);
            assertThat(work.painter().name).isEqualTo("painter 1");
            work.title("changed");
        });
        assertThat(db.sql("select title || painter_id from " + owner.getSimpleName() + " where id = 10"))
                .isEqualTo("changed1");
    }

    @ParameterizedTest
    @ValueSource(classes = {Painting.class, Etching.class, Fresco.class, Mosaic.class})
    void theForeignKeySurvivesWhenTargetAndOwnerChangeInOneFlush(Class<? extends Work> owner) {
        db.write(session -> {
            Work work = session.find(owner, 10);
            session.remove(work.painter());
            work.title("changed");
        });
        assertThat(db.sql("select title || painter_id from " + owner.getSimpleName() + " where id = 10"))
                .isEqualTo("changed1");
        assertThat(db.count("painter where id = 1 and deleted_at is not null")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(classes = {Painting.class, Etching.class, Fresco.class, Mosaic.class})
    void lazyAttributesOfATrashedTargetLoad(Class<? extends Work> owner) {
        trashPainter();
        db.write(session -> {
            Painter painter = session.find(owner, 10).painter();
            assertThat(painter.biography).isEqualTo("biography 1");
            assertThat(Hibernate.isPropertyInitialized(painter, "letters"))
                    .as("another group")
                    .isFalse();
            assertThat(painter.letters).isEqualTo("letters 1");
            assertThat(painter.portrait.id).isEqualTo(5);
            assertThat(painter.deletedAt).isNotNull();
        });
    }

    @Test
    void lazyAttributesOfAnEntityLoadAlthoughAnotherSessionTrashedItMeanwhile() {
        db.write(session -> {
            Painter painter = session.find(Painter.class, 1);
            trashPainter();
            assertThat(painter.biography).isEqualTo("biography 1");
        });
    }

    @Test
    void lazyAttributesOfAnEntityLoadAfterItsOwnRemovalWasFlushed() {
        db.write(session -> {
            Painting painting = session.find(Painting.class, 10);
            Painter painter = painting.painter;
            session.remove(painter);
            session.flush();
            assertThat(painting.painter.name).isEqualTo("painter 1");
        });
    }

    @Test
    void lazyAttributesLoadUnderTheScopes() {
        trashPainter();
        db.write(session -> {
            Painter painter = Trash.of(session)
                    .only(() -> session.createSelectionQuery("from Painter", Painter.class)
                            .getSingleResult());
            assertThat(painter.biography).isEqualTo("biography 1");
        });
        db.write(session -> {
            Trash trash = Trash.of(session);
            Painter painter = trash.with(() -> session.find(Painter.class, 1));
            assertThat(trash.only(() -> painter.letters)).isEqualTo("letters 1");
            assertThat(trash.isTrashed(painter)).isTrue();
        });
    }

    @Test
    void anAttributeThatAGraphLeftOutLoadsAlthoughTheEntityIsTrashedMeanwhile() {
        db.write(session -> {
            EntityGraph<Painter> graph = session.createEntityGraph(Painter.class);
            graph.addAttributeNodes("id");
            Painter painter = session.createSelectionQuery("from Painter where id = 1", Painter.class)
                    .setEntityGraph(graph, GraphSemantic.FETCH)
                    .getSingleResult();
            assertThat(Hibernate.isPropertyInitialized(painter, "own")).isFalse();
            trashPainter();
            assertThat(painter.own.id).isEqualTo(5);
        });
    }

    @Test
    void aLazyInverseOneToOneHidesATrashedTarget() {
        db.write(session ->
                assertThat(session.find(Painter.class, 1).portrait.id).isEqualTo(5));
        db.write(session -> session.remove(session.find(Photo.class, 5)));
        db.write(session -> {
            Painter painter = session.find(Painter.class, 1);
            assertThat(painter.portrait).isNull();
            painter.name = "changed";
        });
        assertThat(db.sql("select sitter_id from photo where id = 5")).isEqualTo(1);
    }

    @Test
    void aHiddenReferenceReadsAsNullAndAFailingOneFails() {
        trashPainter();
        db.write(session -> {
            Print print = session.find(Print.class, 10);
            assertThatThrownBy(() -> print.painter.name.length()).isInstanceOf(TrashedReferenceException.class);
            print.title = "changed";
        });
        db.write(session -> {
            Sketch sketch = session.find(Sketch.class, 10);
            assertThat(sketch.painter).isNull();
            sketch.title = "changed";
        });
        assertThat(db.sql("select title || painter_id from print")).isEqualTo("changed1");
        assertThat(db.sql("select title || painter_id from sketch")).isEqualTo("changed1");
    }

    @Test
    void aChangeIsWrittenBeforeTheRemovalThatFollowsItsFlush() {
        db.write(session -> {
            Painter painter = session.find(Painter.class, 1);
            painter.name = "changed";
            session.flush();
            session.remove(painter);
        });
        assertThat(db.sql("select name || version from painter where id = 1 and deleted_at is not null"))
                .isEqualTo("changed2");
    }

    @Test
    void aDynamicUpdateWritesWhatChangedAndNothingOfTheTrash() {
        trashPainter();
        db.write(session -> {
            Painter painter = session.find(Painting.class, 10).painter;
            painter.name = "changed in the trash";
        });
        assertThat(db.count("painter where id = 1 and deleted_at is not null and deletion_id is not null"
                        + " and name = 'changed in the trash' and biography = 'biography 1'"))
                .isEqualTo(1);
    }

    @Test
    void aRestoreKeepsWhatWasNotLoaded() {
        trashPainter();
        db.write(session -> {
            Painter painter = session.find(Painting.class, 10).painter;
            Painter live = Trash.of(session).restore(painter);
            assertThat(live).isSameAs(session.find(Painter.class, 1));
            live.name = "restored";
            assertThat(live.deletedAt).isNull();
            assertThat(live.letters).isEqualTo("letters 1");
        });
        assertThat(db.count("painter where id = 1 and deleted_at is null and name = 'restored'"
                        + " and biography = 'biography 1'"))
                .isEqualTo(1);
    }

    @Test
    void aRestoredCascadeComesBackWithItsLazyCollection() {
        db.write(session -> {
            Painter painter = session.find(Painter.class, 2);
            painter.photos.add(new Photo(6, painter, null));
        });
        db.write(session -> session.remove(session.find(Painter.class, 2)));
        assertThat(db.count("photo where id = 6 and deleted_at is not null")).isEqualTo(1);
        db.write(session ->
                assertThat(Trash.of(session).restore(Painter.class, 2)).isTrue());
        db.write(session -> assertThat(session.find(Painter.class, 2).photos)
                .extracting(p -> p.id)
                .containsExactly(6));
    }

    @Test
    void aMergedInstanceWithUnloadedAttributesLosesNone() {
        Painter detached = db.read(session -> session.find(Painter.class, 1));
        detached.name = "merged";
        db.write((Session session) -> session.merge(detached));
        assertThat(db.sql("select name || biography || letters from painter where id = 1"))
                .isEqualTo("mergedbiography 1letters 1");
    }

    @Test
    void aStatelessSessionFetchesATrashedReference() {
        trashPainter();
        try (var session = db.factory().openStatelessSession()) {
            Painter painter = Trash.of(session).with(() -> session.get(Painter.class, 1));
            assertThat(painter.name).isEqualTo("painter 1");
            Painting painting = session.get(Painting.class, 10);
            session.fetch(painting.painter);
            assertThat(painting.painter.name).isEqualTo("painter 1");
        }
    }
}
