package dev.nexs.associations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.associations.shop.Shop;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderColumn;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hibernate.Hibernate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@PostgresServer
class UnusualMappingsIT {

    private static Shop shop;
    private static Node server;

    @BeforeAll
    static void fill(Node node) {
        server = node;
        shop = new Shop(
                node, Map.of(), ByName.class, ByNumber.class, ByType.class, Team.class, Seat.class, Badge.class);
        shop.in(session -> {
            for (Color color : Color.values()) {
                ByName name = new ByName(color);
                ByNumber number = new ByNumber(color, name);
                session.persist(name);
                session.persist(number);
                session.persist(new ByType(color, number));
            }
            Team team = new Team("red");
            for (int i = 0; i < 3; i++) {
                team.stops.add(new Stop(team));
            }
            session.persist(team);
            for (int number = 1; number <= 2; number++) {
                Seat seat = new Seat(team, number);
                session.persist(seat);
                session.persist(new Badge(10 * number, "red", seat));
                session.persist(new Badge(10 * number + 1, "blue", seat));
            }
        });
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @Test
    void oneEnumMayBeAKeyInSeveralForms() {
        shop.in(session -> {
            List<ByType> all =
                    session.createSelectionQuery("from ByType", ByType.class).getResultList();
            Preload.of(session).with("number.name.numbers.types").into(all);
            assertThat(shop.statements()).hasSize(5);
            for (ByType one : all) {
                ByNumber number = Hibernate.unproxy(one.number, ByNumber.class);
                assertThat(Hibernate.unproxy(number.name, ByName.class).numbers)
                        .extracting(Hibernate::unproxy)
                        .containsExactly(number);
                assertThat(number.types).extracting(Hibernate::unproxy).containsExactly(one);
            }
            assertThat(shop.statements()).hasSize(5);
        });
        shop.in(session -> {
            List<ByName> all =
                    session.createSelectionQuery("from ByName", ByName.class).getResultList();
            Loaded counts = Preload.of(session).withCount("numbers").into(all);
            assertThat(all)
                    .allSatisfy(
                            name -> assertThat(counts.count(name, "numbers")).isEqualTo(1));
        });
        shop.factory().inStatelessTransaction(session -> {
            List<ByNumber> all = session.createSelectionQuery("from ByNumber", ByNumber.class)
                    .getResultList();
            Loaded loaded = Preload.of(session).with("types").into(all);
            assertThat(all)
                    .allSatisfy(number ->
                            assertThat(loaded.members(number, "types")).hasSize(1));
        });
    }

    @Test
    void gapsInAListAreSkipped() {
        server.execute("delete from team_stops where position = 1");
        shop.in(session -> {
            List<Team> teams =
                    session.createSelectionQuery("from Team", Team.class).getResultList();
            Preload.of(session).with("stops.host").into(teams);
            assertThat(teams.get(0).stops)
                    .hasSize(3)
                    .satisfies(stop -> assertThat(stop).isNull(), org.assertj.core.api.Assertions.atIndex(1));
        });
        shop.factory().inStatelessTransaction(session -> {
            List<Team> teams =
                    session.createSelectionQuery("from Team", Team.class).getResultList();
            Loaded loaded = Preload.of(session).with("stops.host").into(teams);
            assertThat(loaded.members(teams.get(0), "stops")).hasSize(2);
        });
    }

    @Test
    void whatAnIdClassRefersToIsReachedByItsName() {
        shop.in(session -> {
            List<Seat> seats = session.createSelectionQuery("from Seat order by number", Seat.class)
                    .getResultList();
            shop.forget();
            Preload.of(session).with("team.seats.badges").into(seats);
            assertThat(shop.statements()).hasSize(3);
            assertThat(Hibernate.unproxy(seats.get(0).team, Team.class).seats)
                    .containsExactlyInAnyOrderElementsOf(seats);
            assertThat(seats.get(1).badges).hasSize(2);
            assertThat(shop.statements()).hasSize(3);
            assertThatThrownBy(() -> Preload.of(session).with("teem").into(seats))
                    .hasMessageContaining("did you mean 'team'?")
                    .hasMessageEndingWith("Associations here: badges, team");
        });
    }

    @Test
    void aFilterWithALimitMayNameWhatTheOwnerHasToo() {
        shop.in(session -> {
            List<ByNumber> all = session.createSelectionQuery("from ByNumber", ByNumber.class)
                    .getResultList();
            Loaded loaded = Preload.of(session)
                    .with(
                            "types",
                            types -> types.where("id = :color")
                                    .parameter("color", Color.RED)
                                    .limit(5))
                    .into(all);
            assertThat(all)
                    .allSatisfy(number ->
                            assertThat(loaded.members(number, "types")).hasSize(number.id == Color.RED ? 1 : 0));
        });
    }

    enum Color {
        RED,
        GREEN,
        BLUE
    }

    @Entity(name = "ByName")
    static class ByName {
        @Id
        @Enumerated(EnumType.STRING)
        Color id;

        @OneToMany(mappedBy = "name")
        List<ByNumber> numbers = new ArrayList<>();

        protected ByName() {}

        ByName(Color id) {
            this.id = id;
        }
    }

    @Entity(name = "ByNumber")
    static class ByNumber {
        @Id
        @Enumerated(EnumType.ORDINAL)
        Color id;

        @ManyToOne(fetch = FetchType.LAZY)
        ByName name;

        @OneToMany(mappedBy = "number")
        List<ByType> types = new ArrayList<>();

        protected ByNumber() {}

        ByNumber(Color id, ByName name) {
            this.id = id;
            this.name = name;
        }
    }

    @Entity(name = "ByType")
    static class ByType {
        @Id
        @JdbcTypeCode(SqlTypes.NAMED_ENUM)
        Color id;

        @ManyToOne(fetch = FetchType.LAZY)
        ByNumber number;

        protected ByType() {}

        ByType(Color id, ByNumber number) {
            this.id = id;
            this.number = number;
        }
    }

    @Entity(name = "Team")
    static class Team {
        @Id
        String id;

        @OneToMany(mappedBy = "team")
        List<Seat> seats = new ArrayList<>();

        @ElementCollection
        @jakarta.persistence.CollectionTable(name = "team_stops")
        @OrderColumn(name = "position")
        List<Stop> stops = new ArrayList<>();

        protected Team() {}

        Team(String id) {
            this.id = id;
        }
    }

    @Embeddable
    static class Stop {
        @ManyToOne(fetch = FetchType.LAZY)
        Team host;

        protected Stop() {}

        Stop(Team host) {
            this.host = host;
        }
    }

    record SeatId(String team, int number) implements Serializable {}

    @Entity(name = "Seat")
    @IdClass(SeatId.class)
    static class Seat {
        @Id
        @ManyToOne(fetch = FetchType.LAZY)
        Team team;

        @Id
        int number;

        @OneToMany(mappedBy = "seat")
        List<Badge> badges = new ArrayList<>();

        protected Seat() {}

        Seat(Team team, int number) {
            this.team = team;
            this.number = number;
        }
    }

    @Entity(name = "Badge")
    static class Badge {
        @Id
        long id;

        String color;

        @ManyToOne(fetch = FetchType.LAZY)
        Seat seat;

        protected Badge() {}

        Badge(long id, String color, Seat seat) {
            this.id = id;
            this.color = color;
            this.seat = seat;
        }
    }
}
