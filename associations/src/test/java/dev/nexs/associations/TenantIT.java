package dev.nexs.associations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.associations.shop.Shop;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.annotations.TenantId;
import org.junit.jupiter.api.Test;

/** Members that are another tenant's are neither counted nor found, though their reference leads to this one's entity. */
@PostgresServer
class TenantIT {

    @Test
    void onlyTheTenantsOwnMembersCount(Node node) {
        try (Shop shop = new Shop(node, Map.of(), Room.class, Guest.class)) {
            in(shop, "ours", session -> {
                Room room = new Room();
                room.id = 1L;
                session.persist(room);
                guest(session, 1, room);
                guest(session, 2, room);
            });
            in(shop, "theirs", session -> guest(session, 3, session.getReference(Room.class, 1L)));
            in(shop, "ours", session -> {
                Room room = session.find(Room.class, 1L);
                Loaded loaded = Preload.of(session)
                        .withCount("guests")
                        .withMax("guests.id")
                        .with("guests", guests -> guests.orderBy("id desc").limit(2))
                        .into(room);
                assertThat(loaded.count(room, "guests")).isEqualTo(2);
                assertThat(loaded.<Long>value(room, "max(guests.id)")).hasValue(2L);
                assertThat(loaded.<Guest>members(room, "guests"))
                        .extracting(guest -> guest.id)
                        .containsExactly(2L, 1L);
                Association<Guest> guests = Associations.of(session).collection(room, "guests");
                assertThat(guests.count()).isEqualTo(2);
                assertThat(guests.find("id > 0")).hasSize(2);
                assertThat(Associations.of(session)
                                .<Room, Guest>collections(List.of(room), "guests")
                                .counts())
                        .containsEntry(room, 2L);
                guests.clear();
                assertThat(guests.exists()).isFalse();
            });
            in(
                    shop,
                    "theirs",
                    session -> assertThat(session.find(Guest.class, 3L).room).isNotNull());
        }
    }

    private static void in(Shop shop, String tenant, Consumer<Session> work) {
        try (Session session =
                shop.factory().withOptions().tenantIdentifier((Object) tenant).openSession()) {
            session.beginTransaction();
            work.accept(session);
            session.getTransaction().commit();
        }
    }

    private static void guest(Session session, long id, Room room) {
        Guest guest = new Guest();
        guest.id = id;
        guest.room = room;
        session.persist(guest);
    }

    @Entity(name = "TenantRoom")
    static class Room {
        @Id
        Long id;

        @TenantId
        String tenant;

        @OneToMany(mappedBy = "room")
        Set<Guest> guests = new HashSet<>();
    }

    @Entity(name = "TenantGuest")
    static class Guest {
        @Id
        Long id;

        @TenantId
        String tenant;

        @ManyToOne(fetch = FetchType.LAZY)
        Room room;
    }
}
