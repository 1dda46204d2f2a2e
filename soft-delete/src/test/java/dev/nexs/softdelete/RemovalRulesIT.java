package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a removal means for what refers to the removed, as the references say. */
@PostgresServer
class RemovalRulesIT {

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        db = new Database(node, House.class, Room.class, Lease.class, Letter.class, Key.class, Club.class);
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    @BeforeEach
    void aHouseOfARoomAndWhatRefersToThem() {
        db.execute("truncate table house, room, lease, letter, key, club, club_house cascade");
        db.write(session -> {
            House house = new House();
            house.id = 1;
            Room room = new Room();
            room.id = 1;
            house.rooms.add(room);
            session.persist(house);
            Letter letter = new Letter();
            letter.id = 1;
            letter.house = house;
            session.persist(letter);
            Key key = new Key();
            key.id = 1;
            key.house = house;
            session.persist(key);
            Club club = new Club();
            club.id = 1;
            club.houses.add(house);
            session.persist(club);
        });
    }

    private static void lease() {
        db.write(session -> {
            Lease lease = new Lease();
            lease.id = 1;
            lease.room = session.find(Room.class, 1);
            session.persist(lease);
        });
    }

    @Test
    void aReferenceSetToNullAnOwnerThatGoesAlongAndALinkThatIsCut() {
        db.write(session -> session.remove(session.find(House.class, 1)));
        assertThat(db.sql("select house_id from letter")).isNull();
        assertThat(db.count("club_house")).isZero();
        assertThat(db.sql("select k.deletion_id = h.deletion_id from key k, house h"))
                .isEqualTo(true);
        db.write(session -> Trash.of(session).restore(House.class, 1));
        assertThat(db.count("key where deleted_at is null")).isEqualTo(1);
        assertThat(db.sql("select house_id from letter")).isNull();
        db.write(session -> Trash.of(session).forceDelete(House.class, 1));
        assertThat(db.count("key")).isZero();
    }

    @Test
    void aRestrictedRemovalIsRefusedBeforeAnythingIsWritten() {
        lease();
        assertThatThrownBy(() -> db.write(session -> session.remove(session.find(House.class, 1))))
                .isInstanceOf(RestrictedRemovalException.class)
                .hasMessageContaining("Lease with id 1 refers to it by ")
                .hasMessageContaining("Lease.room");
        assertThat(db.count("house where deleted_at is null")).isEqualTo(1);
        db.write(session -> {
            session.remove(session.find(Lease.class, 1));
            session.remove(session.find(House.class, 1));
        });
        assertThat(db.count("room where deleted_at is null")).isZero();
    }

    @Test
    void whatCannotFollowARuleIsRefused() {
        db.write(session -> assertThatThrownBy(
                        () -> session.createMutationQuery("delete from Room").executeUpdate())
                .hasMessageContaining("cannot be deleted by a bulk delete"));
        db.factory()
                .inStatelessTransaction(session -> assertThatThrownBy(() -> session.delete(session.get(Room.class, 1)))
                        .hasMessageContaining("cannot be deleted by a stateless session"));
    }

    @Entity(name = "House")
    @SoftDeletable
    static class House {
        @Id
        Integer id;

        @OneToMany(cascade = CascadeType.ALL)
        @JoinColumn(name = "house_id")
        Set<Room> rooms = new HashSet<>();
    }

    @Entity(name = "Room")
    @SoftDeletable
    static class Room {
        @Id
        Integer id;
    }

    @Entity(name = "Lease")
    static class Lease {
        @Id
        Integer id;

        @ManyToOne(fetch = FetchType.LAZY)
        @OnRemoval(RemovalRule.RESTRICT)
        Room room;
    }

    @Entity(name = "Letter")
    static class Letter {
        @Id
        Integer id;

        @ManyToOne(fetch = FetchType.LAZY)
        @OnRemoval(RemovalRule.SET_NULL)
        House house;
    }

    @Entity(name = "Key")
    @SoftDeletable
    static class Key {
        @Id
        Integer id;

        @ManyToOne(fetch = FetchType.LAZY)
        @OnRemoval(RemovalRule.CASCADE)
        House house;
    }

    @Entity(name = "Club")
    static class Club {
        @Id
        Integer id;

        @ManyToMany
        @OnRemoval(RemovalRule.DETACH)
        Set<House> houses = new HashSet<>();
    }
}
