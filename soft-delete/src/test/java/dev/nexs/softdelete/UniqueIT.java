package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.Session;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.TenantId;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Unique among the live, the DDL for it, link rows with a marker, and other features of Hibernate on the same entity. */
@PostgresServer
class UniqueIT {

    private static Node node;
    private static Database db;

    @BeforeAll
    static void start(Node given) {
        node = given;
        db = new Database(node, Account.class, Team.class);
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    @BeforeEach
    void empty() {
        db.execute("truncate table account, team, team_account, team_tags cascade");
    }

    @Test
    void aTrashedValueCanBeUsedAgainAndALiveOneCannot() {
        db.write(session -> session.persist(new Account(1, "a@x")));
        db.write(session -> session.remove(session.find(Account.class, 1)));
        db.write(session -> session.persist(new Account(2, "a@x")));
        assertThatThrownBy(() -> db.write(session -> session.persist(new Account(3, "a@x"))))
                .hasMessageContaining("uk_account_email");
    }

    @Test
    void aConflictOnRestoreNamesTheConstraintAndTheRowInTheWay() {
        db.write(session -> session.persist(new Account(1, "a@x")));
        db.write(session -> session.remove(session.find(Account.class, 1)));
        db.write(session -> session.persist(new Account(2, "a@x")));
        try (Session session = db.factory().openSession()) {
            session.beginTransaction();
            assertThatThrownBy(() -> Trash.of(session).restore(Account.class, 1))
                    .isInstanceOfSatisfying(RestoreConflictException.class, e -> {
                        assertThat(e.constraint()).isEqualToIgnoringCase("uk_account_email");
                        assertThat(e.conflictingKey()).isEqualTo("2");
                    })
                    .hasMessageContaining("live row with id 2");
            session.getTransaction().rollback();
        }
        assertThat(db.count("account where deleted_at is null")).isEqualTo(1);
    }

    @Test
    void aTransactionInWhichARestoreFailedCannotBeCommitted() {
        db.write(session -> session.persist(new Account(1, "a@x")));
        db.write(session -> session.remove(session.find(Account.class, 1)));
        db.write(session -> session.persist(new Account(2, "a@x")));
        assertThatThrownBy(() -> db.write(session -> {
                    assertThatThrownBy(() -> Trash.of(session).restore(Account.class, 1))
                            .isInstanceOf(RestoreConflictException.class);
                    session.persist(new Account(3, "c@x"));
                }))
                .hasStackTraceContaining("RestoreConflictException")
                .hasStackTraceContaining("cannot be committed");
        assertThat(db.count("account where id = 3")).isZero();
        db.write(session -> session.persist(new Account(4, "d@x")));
        assertThat(db.count("account where id = 4")).isEqualTo(1);
    }

    @Test
    void theNaturalIdOfATrashedAccountIsNotFound() {
        db.write(session -> session.persist(new Account(1, "a@x")));
        db.write(session -> {
            assertThat(session.bySimpleNaturalId(Account.class).load("a@x")).isNotNull();
            session.remove(session.find(Account.class, 1));
            session.flush();
            assertThat(session.bySimpleNaturalId(Account.class).load("a@x")).isNull();
        });
        assertThat(db.<Account>read(
                        session -> session.bySimpleNaturalId(Account.class).load("a@x")))
                .isNull();
        db.write(session -> {
            assertThat(Trash.of(session)
                            .<Account>with(() ->
                                    session.bySimpleNaturalId(Account.class).load("a@x")))
                    .isNotNull();
            assertThat(session.bySimpleNaturalId(Account.class).load("a@x")).isNull();
        });
    }

    @Test
    void theDdlForAMigrationCompletesAnOldSchemaSoThatHibernateValidatesIt() {
        List<String> ddl = SoftDeletion.of(db.factory()).ddl();
        assertThat(ddl)
                .contains("alter table Account add column if not exists deleted_at timestamp(6) with time zone")
                .contains("create unique index if not exists uk_Account_email on Account (email)"
                        + " where deleted_at is null");
        db.execute("create schema old");
        try (Database old = new Database(
                node, Map.of("hibernate.default_schema", "old", "hibernate.hbm2ddl.auto", "none"), Account.class)) {
            old.execute("create table old.account (id integer primary key, email varchar(255), tenant varchar(255))");
            SoftDeletion.of(old.factory()).ddl().forEach(old::execute);
        }
        try (Database validated = new Database(
                node, Map.of("hibernate.default_schema", "old", "hibernate.hbm2ddl.auto", "validate"), Account.class)) {
            validated.write(session -> session.persist(new Account(1, "a@x")));
            validated.write(session -> session.remove(session.find(Account.class, 1)));
            assertThat(db.count("old.account where deleted_at is not null")).isEqualTo(1);
        }
    }

    @Test
    void linkRowsAndElementsWithAMarkerAreMarkedAndCanComeAgain() {
        db.write(session -> {
            Account account = new Account(1, "a@x");
            session.persist(account);
            Team team = new Team(1);
            team.accounts.add(account);
            team.tags.add("red");
            team.tags.add("blue");
            session.persist(team);
        });
        db.write(session -> {
            Team team = session.find(Team.class, 1);
            team.accounts.clear();
            team.tags.remove("red");
        });
        assertThat(db.count("team_account where deleted_at is not null")).isEqualTo(1);
        assertThat(db.count("team_tags where deleted")).isEqualTo(1);
        db.write(session -> {
            Team team = session.find(Team.class, 1);
            assertThat(team.accounts).isEmpty();
            assertThat(team.tags).containsExactly("blue");
            team.accounts.add(session.find(Account.class, 1));
            team.tags.add("red");
        });
        assertThat(db.count("team_account where deleted_at is null")).isEqualTo(1);
        assertThat(db.count("team_account")).isEqualTo(2);
        assertThat(db.<Integer>read(session -> session.find(Team.class, 1).tags.size()))
                .isEqualTo(2);
    }

    @Test
    void tenantsSeeTheirOwnTrashOnly() {
        String[] tenant = {"one"};
        CurrentTenantIdentifierResolver<String> resolver = new CurrentTenantIdentifierResolver<>() {
            @Override
            public String resolveCurrentTenantIdentifier() {
                return tenant[0];
            }

            @Override
            public boolean validateExistingCurrentSessions() {
                return false;
            }
        };
        try (Database tenants =
                new Database(node, Map.of("hibernate.tenant_identifier_resolver", resolver), Owned.class)) {
            tenants.write(session -> session.persist(new Owned(1)));
            tenants.write(session -> session.remove(session.find(Owned.class, 1)));
            tenant[0] = "two";
            tenants.write(session -> {
                session.persist(new Owned(2));
                assertThat(Trash.of(session).<Owned>with(() -> session.find(Owned.class, 1)))
                        .isNull();
                assertThat(Trash.of(session).restore(Owned.class, 1)).isFalse();
            });
            tenants.write(session -> assertThat(
                            session.createMutationQuery("delete from Owned").executeUpdate())
                    .isEqualTo(1));
            tenant[0] = "one";
            tenants.write(session ->
                    assertThat(Trash.of(session).restore(Owned.class, 1)).isTrue());
            assertThat(tenants.<Owned>read(session -> session.find(Owned.class, 1)))
                    .isNotNull();
        }
    }

    @Entity(name = "Account")
    @SoftDeletable(unique = "email")
    @DynamicUpdate
    static class Account {
        @Id
        Integer id;

        @NaturalId(mutable = true)
        String email;

        String tenant;

        Account() {}

        Account(Integer id, String email) {
            this.id = id;
            this.email = email;
        }
    }

    @Entity(name = "Team")
    static class Team {
        @Id
        Integer id;

        @ManyToMany
        @SoftDeletable
        Set<Account> accounts = new HashSet<>();

        @ElementCollection
        @SoftDeletable(marker = Marker.BOOLEAN)
        Set<String> tags = new HashSet<>();

        Team() {}

        Team(Integer id) {
            this.id = id;
        }
    }

    @Entity(name = "Owned")
    @SoftDeletable
    static class Owned {
        @Id
        Integer id;

        @TenantId
        String tenant;

        Owned() {}

        Owned(Integer id) {
            this.id = id;
        }
    }
}
