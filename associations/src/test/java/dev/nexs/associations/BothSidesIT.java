package dev.nexs.associations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.associations.shop.Shop;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderColumn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every change, from both sides of every kind of association, loaded or not, with caches on. */
@PostgresServer
class BothSidesIT {

    private Shop shop;

    @BeforeEach
    void start(Node node) {
        shop = new Shop(
                node,
                Map.of(
                        "hibernate.cache.use_second_level_cache", "true",
                        "hibernate.cache.region.factory_class", "jcache",
                        "hibernate.javax.cache.provider",
                                "com.github.benmanes.caffeine.jcache.spi.CaffeineCachingProvider",
                        "hibernate.javax.cache.missing_cache_strategy", "create"),
                Team.class,
                Member.class,
                Lead.class,
                Task.class,
                Board.class);
        shop.in(session -> {
            for (long i = 1; i <= 4; i++) {
                session.persist(new Member(i));
                session.persist(new Task(i));
            }
            session.persist(new Lead(5));
            for (long i = 1; i <= 2; i++) {
                Team team = new Team(i);
                session.persist(team);
                Board board = new Board(i);
                session.persist(board);
            }
            session.flush();
            link(session, 1, 1);
            link(session, 1, 2);
            link(session, 2, 2);
            session.find(Task.class, 1L).team = session.find(Team.class, 1L);
            session.find(Task.class, 2L).team = session.find(Team.class, 1L);
            session.find(Task.class, 3L).team = session.find(Team.class, 2L);
        });
    }

    private static void link(Session session, long team, long member) {
        session.find(Team.class, team).members.add(session.find(Member.class, member));
    }

    @AfterEach
    void stop() {
        shop.close();
    }

    private void warm() {
        for (int i = 0; i < 2; i++) {
            shop.in(session -> {
                session.createSelectionQuery("from BothTeam", Team.class)
                        .getResultList()
                        .forEach(team -> {
                            Hibernate.initialize(team.members);
                            Hibernate.initialize(team.tasks);
                        });
                session.createSelectionQuery("from BothMember", Member.class)
                        .getResultList()
                        .forEach(member -> Hibernate.initialize(member.teams));
            });
        }
    }

    private List<Long> members(long team) {
        List<Long> ids = new ArrayList<>();
        shop.in(session -> session.find(Team.class, team).members.forEach(member -> ids.add(member.id)));
        return ids.stream().sorted().toList();
    }

    private List<Long> teams(long member) {
        List<Long> ids = new ArrayList<>();
        shop.in(session -> session.find(Member.class, member).teams.forEach(team -> ids.add(team.id)));
        return ids.stream().sorted().toList();
    }

    private List<Long> tasks(long team) {
        List<Long> ids = new ArrayList<>();
        shop.in(session -> session.find(Team.class, team).tasks.forEach(task -> ids.add(task.id)));
        return ids.stream().sorted().toList();
    }

    private void onMember(boolean loaded, long id, BiConsumer<Session, Association<Team>> change) {
        warm();
        shop.in(session -> {
            Member member = session.find(Member.class, id);
            if (loaded) {
                Hibernate.initialize(member.teams);
            }
            change.accept(session, Associations.of(session).collection(member, "teams"));
        });
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void theInverseSideOfManyToManyWritesTheRowsAndFollowsInMemory(boolean loaded) {
        onMember(loaded, 1, (session, teams) -> {
            teams.append(session.find(Team.class, 2L));
            assertThat(teams.count()).isEqualTo(2);
        });
        assertThat(members(2)).containsExactly(1L, 2L);
        assertThat(teams(1)).containsExactly(1L, 2L);
        onMember(loaded, 1, (session, teams) -> teams.remove(session.find(Team.class, 1L)));
        assertThat(members(1)).containsExactly(2L);
        assertThat(teams(1)).containsExactly(2L);
        onMember(loaded, 2, (session, teams) -> {
            MemberChange<Team> change = teams.sync(List.of(session.find(Team.class, 2L), new Team(7L)));
            assertThat(change.added()).extracting(team -> team.id).containsExactly(7L);
            assertThat(change.removed())
                    .extracting(session.getEntityManagerFactory().getPersistenceUnitUtil()::getIdentifier)
                    .containsExactly(1L);
        });
        assertThat(members(1)).isEmpty();
        assertThat(members(7)).containsExactly(2L);
        assertThat(teams(2)).containsExactly(2L, 7L);
        onMember(loaded, 2, (session, teams) -> teams.clear());
        assertThat(members(2)).containsExactly(1L);
        assertThat(teams(2)).isEmpty();
    }

    @Test
    void anOwnerOfTheInverseSideThatIsJustPersistedIsWrittenToo() {
        shop.in(session -> {
            Member fresh = new Member(9);
            session.persist(fresh);
            Associations.of(session).<Team>collection(fresh, "teams").append(session.find(Team.class, 1L));
        });
        assertThat(teams(9)).containsExactly(1L);
        assertThat(members(1)).containsExactly(1L, 2L, 9L);
    }

    @Test
    void whereBothSidesAreInMemoryBothFollow() {
        shop.in(session -> {
            Team team = session.find(Team.class, 2L);
            Hibernate.initialize(team.members);
            Member member = session.find(Member.class, 1L);
            Hibernate.initialize(member.teams);
            Associations.of(session).<Team>collection(member, "teams").append(team);
            assertThat(team.members).contains(member);
            assertThat(member.teams).contains(team);
        });
        assertThat(members(2)).containsExactly(1L, 2L);
    }

    @Test
    void theInverseSideOfASubclassFindsTheRowsOfItsParent() {
        onMember(false, 5, (session, teams) -> teams.append(session.find(Team.class, 1L)));
        assertThat(members(1)).containsExactly(1L, 2L, 5L);
        shop.in(session -> Associations.of(session)
                .<Team>collection(session.find(Lead.class, 5L), "led")
                .append(session.find(Team.class, 2L)));
        shop.in(session -> assertThat(session.find(Team.class, 2L).leads).hasSize(1));
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void theOwningSideOfManyToManyIsSeenFromTheOther(boolean loaded) {
        warm();
        shop.in(session -> {
            Team team = session.find(Team.class, 2L);
            if (loaded) {
                Hibernate.initialize(team.members);
            }
            Association<Member> members = Associations.of(session).collection(team, "members");
            MemberChange<Member> change = members.toggle(members.byIds(List.of(2L, 3L)));
            assertThat(change.added()).extracting(Hibernate::getClass).hasSize(1);
            assertThat(change.removed()).hasSize(1);
            assertThat(members.attach(members.byIds(List.of(3L))).isEmpty()).isTrue();
        });
        assertThat(members(2)).containsExactly(3L);
        assertThat(teams(3)).containsExactly(2L);
        assertThat(teams(2)).containsExactly(1L);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void inverseMembersMoveAndGoInEveryCache(boolean loaded) {
        warm();
        shop.in(session -> {
            Team team = session.find(Team.class, 2L);
            if (loaded) {
                Hibernate.initialize(team.tasks);
            }
            Association<Task> tasks = Associations.of(session).collection(team, "tasks");
            tasks.appendAll(List.of(session.find(Task.class, 1L), new Task(8L)));
            tasks.remove(session.find(Task.class, 3L));
        });
        assertThat(tasks(2)).containsExactly(1L, 8L);
        assertThat(tasks(1)).containsExactly(2L);
        warm();
        shop.in(session -> Associations.of(session)
                .<Task>collection(session.find(Team.class, 2L), "tasks")
                .clear());
        assertThat(tasks(2)).isEmpty();
    }

    @Test
    void aListOnTheOwningSideTakesMembersFromTheOther() {
        shop.in(session -> {
            Board board = session.find(Board.class, 1L);
            Association<Member> shown = Associations.of(session).collection(board, "shown");
            shown.appendAll(shown.byIds(List.of(1L, 2L)));
        });
        shop.in(session -> Associations.of(session)
                .<Board>collection(session.find(Member.class, 3L), "boards")
                .append(session.find(Board.class, 1L)));
        shop.in(session -> assertThat(session.find(Board.class, 1L).shown)
                .extracting(member -> member.id)
                .containsExactly(1L, 2L, 3L));
    }

    @Entity(name = "BothTeam")
    static class Team {
        @Id
        Long id;

        @ManyToMany
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Member> members = new HashSet<>();

        @ManyToMany
        @JoinTable(name = "both_leads")
        Set<Lead> leads = new HashSet<>();

        @OneToMany(mappedBy = "team")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Task> tasks = new HashSet<>();

        protected Team() {}

        Team(long id) {
            this.id = id;
        }
    }

    @Entity(name = "BothMember")
    @Inheritance
    static class Member {
        @Id
        Long id;

        @ManyToMany(mappedBy = "members")
        @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
        Set<Team> teams = new HashSet<>();

        @ManyToMany(mappedBy = "shown")
        Set<Board> boards = new HashSet<>();

        protected Member() {}

        Member(long id) {
            this.id = id;
        }
    }

    @Entity(name = "BothLead")
    static class Lead extends Member {
        @ManyToMany(mappedBy = "leads")
        Set<Team> led = new HashSet<>();

        protected Lead() {}

        Lead(long id) {
            super(id);
        }
    }

    @Entity(name = "BothTask")
    static class Task {
        @Id
        Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        Team team;

        protected Task() {}

        Task(long id) {
            this.id = id;
        }
    }

    @Entity(name = "BothBoard")
    static class Board {
        @Id
        Long id;

        @ManyToMany
        @OrderColumn
        List<Member> shown = new ArrayList<>();

        protected Board() {}

        Board(long id) {
            this.id = id;
        }
    }
}
