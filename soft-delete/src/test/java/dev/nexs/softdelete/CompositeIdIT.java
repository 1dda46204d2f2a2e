package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.query.restriction.Restriction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids of several columns, in every operation: embedded, with an id class, and with a reference in the id. */
@PostgresServer
class CompositeIdIT {

    private static final Duration MONTH = Duration.ofDays(30);

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        db = new Database(node, Place.class, Shop.class, Ticket.class, Seat.class, Hall.class, Pass.class, Guide.class);
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    @BeforeEach
    void threeOfEach() {
        db.execute("truncate table place, shop, place_tags, ticket, seat, pass, hall, guide, guide_place cascade");
        db.write(session -> {
            for (int number = 1; number <= 3; number++) {
                Place place = new Shop(new PlaceId("nl", new Grid(number, number + 10)));
                session.persist(place);
                session.persist(new Ticket(number, "series"));
                Hall hall = new Hall(number);
                session.persist(hall);
                session.persist(new Seat(hall, number));
                session.persist(new Pass(hall, number));
                Guide guide = new Guide(number);
                guide.places.add(place);
                session.persist(guide);
            }
        });
    }

    private static void trash(int number) {
        db.write(session -> {
            session.remove(session.find(Place.class, placeId(number)));
            session.remove(session.find(Ticket.class, new TicketId(number, "series")));
            session.remove(session.find(Seat.class, new SeatId(number, number)));
        });
    }

    private static PlaceId placeId(int number) {
        return new PlaceId("nl", new Grid(number, number + 10));
    }

    private static void makeOld() {
        db.execute(
                "update place set deleted_at = now() - interval '40 days' where deleted_at is not null",
                "update ticket set deleted_at = now() - interval '40 days' where deleted_at is not null",
                "update seat set deleted_at = now() - interval '40 days' where deleted_at is not null");
    }

    @Test
    void aRemovedRowIsHiddenAndComesBack() {
        trash(2);
        db.write(session -> {
            assertThat(session.find(Place.class, placeId(2))).isNull();
            assertThat(session.find(Ticket.class, new TicketId(2, "series"))).isNull();
            assertThat(session.createSelectionQuery("select count(*) from Seat", Long.class)
                            .getSingleResult())
                    .isEqualTo(2);
            Trash trash = Trash.of(session);
            assertThat(trash.restore(Place.class, placeId(2))).isTrue();
            assertThat(trash.restore(Ticket.class, new TicketId(2, "series"))).isTrue();
            assertThat(trash.restoreAll(Seat.class, Restriction.unrestricted())).isEqualTo(1);
        });
        db.write(session -> {
            assertThat(((Shop) session.find(Place.class, placeId(2))).tags).containsExactly("tag 2");
            assertThat(session.find(Seat.class, new SeatId(2, 2))).isNotNull();
        });
    }

    @Test
    void aBulkDeleteMarks() {
        db.write(session -> {
            assertThat(session.createMutationQuery("delete Shop where id.grid.x > 1")
                            .executeUpdate())
                    .isEqualTo(2);
            assertThat(session.createMutationQuery("delete Seat where number = 3")
                            .executeUpdate())
                    .isEqualTo(1);
        });
        assertThat(db.count("place where deleted_at is not null")).isEqualTo(2);
        assertThat(db.count("seat where deleted_at is not null")).isEqualTo(1);
        assertThat(db.count("seat")).isEqualTo(3);
    }

    @Test
    void aForcedDeletionTakesLinkRowsAlong() {
        db.write(session -> {
            assertThat(Trash.of(session).forceDelete(Place.class, placeId(1))).isTrue();
            assertThat(Trash.of(session).forceDeleteAll(Seat.class, Restriction.unrestricted()))
                    .isEqualTo(3);
        });
        assertThat(db.count("guide_place")).isEqualTo(2);
        assertThat(db.count("place_tags")).isEqualTo(2);
        assertThat(db.count("seat")).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPurgeDeletesWhatIsOldEnough(boolean fast) {
        trash(1);
        trash(2);
        makeOld();
        trash(3);
        Consumer<PurgeOptions> options = fast ? o -> o.fast().batchSize(1) : o -> o.batchSize(1);
        try (Session session = db.factory().openSession()) {
            Trash trash = Trash.of(session);
            assertThat(trash.purge(Place.class, MONTH, options)).isEqualTo(2);
            assertThat(trash.purge(Seat.class, MONTH, options)).isEqualTo(2);
            assertThat(trash.purge(Ticket.class, MONTH, options)).isEqualTo(2);
        }
        assertThat(db.sql("select string_agg(x || '/' || y, ',') from place")).isEqualTo("3/13");
        assertThat(db.count("shop")).isEqualTo(1);
        assertThat(db.count("place_tags")).isEqualTo(1);
        assertThat(db.count("guide_place")).isEqualTo(1);
        assertThat(db.sql("select number from ticket")).isEqualTo(3);
        assertThat(db.sql("select hall_id from seat")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPurgeUnderstandsAnIdThatRefersToAnEntity(boolean fast) {
        db.write(session ->
                session.createMutationQuery("delete Pass where id.number < 3").executeUpdate());
        db.write(session -> assertThat(
                        Trash.of(session).purge(Pass.class, Duration.ZERO, fast ? PurgeOptions::fast : o -> {}))
                .isEqualTo(2));
        assertThat(db.sql("select hall_id from pass")).isEqualTo(3);
    }

    @Test
    void aPurgeTellsListenersTheId() {
        trash(1);
        makeOld();
        List<Object> ids = new ArrayList<>();
        SoftDeletion.of(db.factory()).addListener(new TrashListener() {
            @Override
            public void afterForceDelete(TrashEvent event) {
                ids.add(event.id());
            }
        });
        db.write(session -> Trash.of(session).purge(Place.class, MONTH));
        assertThat(ids).containsExactly(placeId(1));
    }

    @Test
    void aPurgeSkipsWhatAnotherHasLocked() {
        trash(1);
        trash(2);
        makeOld();
        db.write(locking -> {
            locking.createNativeQuery("select number from ticket where number = 1 for update", Integer.class)
                    .getSingleResult();
            db.write(session -> assertThat(Trash.of(session).purge(Ticket.class, MONTH, PurgeOptions::fast))
                    .isEqualTo(1));
        });
        assertThat(db.sql("select min(number) from ticket")).isEqualTo(1);
    }

    @Embeddable
    record Grid(int x, int y) {}

    @Embeddable
    record PlaceId(String country, Grid grid) {}

    @Entity(name = "Place")
    @SoftDeletable
    @Inheritance(strategy = InheritanceType.JOINED)
    static class Place {
        @EmbeddedId
        PlaceId id;

        @Version
        int version;

        Place() {}

        Place(PlaceId id) {
            this.id = id;
        }
    }

    @Entity(name = "Shop")
    static class Shop extends Place {
        @ElementCollection
        @jakarta.persistence.CollectionTable(name = "place_tags")
        List<String> tags = new ArrayList<>();

        Shop() {}

        Shop(PlaceId id) {
            super(id);
            tags.add("tag " + id.grid().x());
        }
    }

    @Entity(name = "Guide")
    static class Guide {
        @Id
        Integer id;

        @ManyToMany
        List<Place> places = new ArrayList<>();

        Guide() {}

        Guide(Integer id) {
            this.id = id;
        }
    }

    record TicketId(Integer number, String series) {}

    @Entity(name = "Ticket")
    @SoftDeletable(marker = Marker.TIMESTAMP)
    @IdClass(TicketId.class)
    static class Ticket {
        @Id
        Integer number;

        @Id
        String series;

        Ticket() {}

        Ticket(Integer number, String series) {
            this.number = number;
            this.series = series;
        }
    }

    @Entity(name = "Hall")
    static class Hall {
        @Id
        Integer id;

        Integer id() {
            return id;
        }

        Hall() {}

        Hall(Integer id) {
            this.id = id;
        }
    }

    record SeatId(Integer hall, Integer number) {}

    @Entity(name = "Seat")
    @SoftDeletable
    @IdClass(SeatId.class)
    static class Seat {
        @Id
        @ManyToOne
        Hall hall;

        @Id
        Integer number;

        Seat() {}

        Seat(Hall hall, Integer number) {
            this.hall = hall;
            this.number = number;
        }
    }

    @Embeddable
    static class PassId {
        @ManyToOne
        Hall hall;

        Integer number;

        @Override
        public boolean equals(Object other) {
            return other instanceof PassId that && that.hall.id().equals(hall.id()) && that.number.equals(number);
        }

        @Override
        public int hashCode() {
            return number;
        }
    }

    @Entity(name = "Pass")
    @SoftDeletable
    static class Pass {
        @EmbeddedId
        PassId id;

        Pass() {}

        Pass(Hall hall, Integer number) {
            id = new PassId();
            id.hall = hall;
            id.number = number;
        }
    }
}
