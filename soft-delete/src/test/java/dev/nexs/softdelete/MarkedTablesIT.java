package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables of marked rows: how an older schema becomes one, what replication needs, whose rows a purge takes. */
@PostgresServer
class MarkedTablesIT {

    private Node node;

    @BeforeEach
    void keep(Node given) {
        node = given;
    }

    private static void oneTeam(Database db) {
        db.write(session -> {
            Person person = new Person(1, "p1");
            session.persist(person);
            Team team = new Team(1, "t1");
            team.people.add(person);
            team.tags.add("red");
            session.persist(team);
        });
    }

    private static void empty(Database db) {
        db.write(session -> {
            Team team = session.find(Team.class, 1);
            team.people.clear();
            team.tags.clear();
        });
    }

    private static void fillAgain(Database db) {
        db.write(session -> {
            Team team = session.find(Team.class, 1);
            team.people.add(session.find(Person.class, 1));
            team.tags.add("red");
        });
    }

    @Test
    void theStatementsForAnOlderSchemaAreAllThatItsLinkRowsNeed() {
        Map<String, Object> byHand = Map.of("hibernate.hbm2ddl.auto", "none", "hibernate.default_schema", "older");
        node.execute(
                "create schema older",
                "create table older.person (id integer primary key, code varchar(255) unique)",
                "create table older.team (id integer primary key, code varchar(255) unique)",
                "create table older.team_people (team_id integer not null references older.team,"
                        + " people_id integer not null references older.person, primary key (team_id, people_id))",
                "create table older.team_tags (team_id integer not null references older.team,"
                        + " tags varchar(255) not null, primary key (team_id, tags))",
                "create table older.team_fans (team_code varchar(255), fan_code varchar(255))");
        try (Database db = new Database(node, byHand, Team.class, Person.class)) {
            List<String> ddl = SoftDeletion.of(db.factory()).ddl();
            ddl.forEach(db::execute);
            ddl.forEach(db::execute);
            oneTeam(db);
            empty(db);
            fillAgain(db);
            empty(db);

            assertThat(db.count("older.team_people where deleted_at is not null"))
                    .isEqualTo(2);
            assertThat(db.count("older.team_tags where deleted_at is not null")).isEqualTo(2);
            assertThat(db.count("pg_constraint where contype = 'p'"
                            + " and conrelid in ('older.team_people'::regclass, 'older.team_tags'::regclass)"))
                    .isZero();
        } finally {
            node.execute("drop schema older cascade");
        }
    }

    @Test
    void aPublicationOfTheTablesDoesNotKeepRowsFromBeingMarked() {
        try (Database db = new Database(node, Team.class, Person.class)) {
            oneTeam(db);
            db.execute("create publication marked for table team_people, team_tags");
            try {
                empty(db);

                assertThat(db.count("team_people where deleted_at is not null")).isEqualTo(1);
                assertThat(db.count("team_tags where deleted_at is not null")).isEqualTo(1);
            } finally {
                db.execute("drop publication marked");
            }
        }
    }

    @Test
    void aFastPurgeTakesTheLinksOfItsOwnRowsWhateverColumnTheyReferTo() {
        try (Database db = new Database(node, Team.class, Person.class)) {
            db.write(session -> {
                Person one = new Person(1, "2");
                Person two = new Person(2, "1");
                session.persist(one);
                session.persist(two);
                Team team = new Team(1, "2");
                team.fans.add(one);
                session.persist(team);
                Team other = new Team(2, "1");
                other.fans.add(two);
                session.persist(other);
            });
            db.write(session -> session.remove(session.find(Team.class, 1)));
            db.write(session -> Trash.of(session).purge(Team.class, Duration.ZERO, PurgeOptions::fast));

            assertThat(db.count("team")).isEqualTo(1);
            assertThat(db.sql("select team_code || fan_code from team_fans")).isEqualTo("11");

            db.write(session -> session.remove(session.find(Person.class, 1)));
            db.write(session -> Trash.of(session).purge(Person.class, Duration.ZERO, PurgeOptions::fast));
            assertThat(db.sql("select team_code || fan_code from team_fans")).isEqualTo("11");
        }
    }

    @Entity(name = "Team")
    @SoftDeletable
    static class Team {
        @Id
        Integer id;

        @Column(unique = true)
        String code;

        @ManyToMany
        @JoinTable(name = "team_people")
        @SoftDeletable
        Set<Person> people = new HashSet<>();

        @ElementCollection
        @SoftDeletable
        @jakarta.persistence.CollectionTable(name = "team_tags")
        @Column(name = "tags", nullable = false)
        Set<String> tags = new HashSet<>();

        @ManyToMany
        @JoinTable(
                name = "team_fans",
                joinColumns = @JoinColumn(name = "team_code", referencedColumnName = "code"),
                inverseJoinColumns = @JoinColumn(name = "fan_code", referencedColumnName = "code"))
        Set<Person> fans = new HashSet<>();

        Team() {}

        Team(Integer id, String code) {
            this.id = id;
            this.code = code;
        }
    }

    @Entity(name = "Person")
    @SoftDeletable
    static class Person {
        @Id
        Integer id;

        @Column(unique = true)
        String code;

        Person() {}

        Person(Integer id, String code) {
            this.id = id;
            this.code = code;
        }
    }
}
