package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.hibernate.annotations.NaturalId;
import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.naming.PhysicalNamingStrategyStandardImpl;
import org.hibernate.engine.jdbc.env.spi.JdbcEnvironment;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Names that need quotes, tables of other schemas, naming strategies, and schemas that are there already. */
@PostgresServer
class NamesIT {

    private static Node node;

    @BeforeAll
    static void schemas(Node server) {
        node = server;
        node.execute("create schema other", "create schema \"Odd\"", "create schema old", "create schema quoted");
    }

    @Test
    void namesThatNeedQuotes() {
        try (Database db = new Database(node, Quoted.class)) {
            use(db);
            assertThat(db.count("\"Order\" where \"Deleted At\" is not null and \"Batch Id\" is not null"))
                    .isZero();
        }
    }

    @Test
    void everyNameQuotedByASetting() {
        Map<String, Object> settings =
                Map.of("hibernate.globally_quoted_identifiers", true, "hibernate.default_schema", "quoted");
        try (Database db = new Database(node, settings, Quoted.class)) {
            use(db);
        }
    }

    private static void use(Database db) {
        db.write(session -> session.persist(new Quoted(1, "g")));
        db.write(session -> session.remove(session.find(Quoted.class, 1)));
        db.write(session -> session.persist(new Quoted(2, "g")));
        db.write(session -> {
            assertThat(session.createSelectionQuery("from Quoted", Quoted.class).getResultList())
                    .extracting(quoted -> quoted.id)
                    .containsExactly(2);
            Quoted trashed = Trash.of(session).with(() -> session.find(Quoted.class, 1));
            assertThat(trashed.deletedAt).isNotNull();
            assertThat(trashed.words).containsExactly("word");
        });
        assertThatThrownBy(() -> db.write(session -> Trash.of(session).restore(Quoted.class, 1)))
                .isInstanceOfSatisfying(
                        RestoreConflictException.class,
                        conflict -> assertThat(conflict.conflictingKey()).isEqualTo("2"));
        db.write(session ->
                session.createMutationQuery("delete from Quoted where id = 2").executeUpdate());
        db.write(session -> Trash.of(session).restore(Quoted.class, 1));
        db.write(session -> session.find(Quoted.class, 1).words.clear());
        db.write(session ->
                assertThat(Trash.of(session).purge(Quoted.class, Duration.ZERO)).isEqualTo(1));
        db.write(session -> session.remove(session.find(Quoted.class, 1)));
        db.write(session -> assertThat(Trash.of(session).purge(Quoted.class, Duration.ZERO, PurgeOptions::fast))
                .isEqualTo(1));
        SoftDeletion.of(db.factory()).ddl().forEach(db::execute);
    }

    @Test
    void tablesOfOtherSchemas() {
        try (Database db = new Database(node, Owner.class, Part.class)) {
            db.write(session -> {
                Owner owner = new Owner();
                owner.parts.add(new Part(1, owner));
                owner.parts.add(new Part(2, owner));
                session.persist(owner);
            });
            db.write(session -> session.remove(session.find(Owner.class, 1)));
            assertThat(db.count("\"Odd\".part where deleted_at is not null")).isEqualTo(2);
            db.write(session -> Trash.of(session).restore(Owner.class, 1));
            db.write(session ->
                    session.createMutationQuery("delete from Part where id = 2").executeUpdate());
            db.write(session -> assertThat(Trash.of(session).purge(Part.class, Duration.ZERO, PurgeOptions::fast))
                    .isEqualTo(1));
            db.write(session -> Trash.of(session).forceDelete(Owner.class, 1));
            assertThat(db.count("other.owner") + db.count("\"Odd\".part")).isZero();
        }
    }

    @Test
    void aNamingStrategyAndASchemaThatIsUpdated() {
        node.execute(
                "create table old.t_plain (c_id integer primary key, c_code varchar(255))",
                "insert into old.t_plain values (1, 'c')");
        for (String mode : List.of("update", "update", "validate")) {
            Map<String, Object> settings = Map.of(
                    "hibernate.hbm2ddl.auto",
                    mode,
                    "hibernate.default_schema",
                    "old",
                    "hibernate.physical_naming_strategy",
                    new Prefixing());
            try (Database db = new Database(node, settings, Plain.class)) {
                db.write(session -> session.remove(session.find(Plain.class, 1)));
                assertThat(db.count("old.t_plain where c_deleted_at is not null and c_deletion_id is not null"))
                        .isEqualTo(1);
                db.write(session -> Trash.of(session).restore(Plain.class, 1));
                assertThat(db.count("pg_indexes where schemaname = 'old' and indexdef like '%WHERE (c_deleted_at IS%'"))
                        .as("partial indexes after %s", mode)
                        .isEqualTo(2);
            }
        }
    }

    private static final class Prefixing extends PhysicalNamingStrategyStandardImpl {
        private static final long serialVersionUID = 1L;

        @Override
        public Identifier toPhysicalTableName(Identifier name, JdbcEnvironment environment) {
            return Identifier.toIdentifier("t_" + name.getText().toLowerCase(Locale.ROOT));
        }

        @Override
        public Identifier toPhysicalColumnName(Identifier name, JdbcEnvironment environment) {
            return Identifier.toIdentifier("c_" + name.getText().toLowerCase(Locale.ROOT));
        }
    }

    @Entity(name = "Plain")
    @SoftDeletable(unique = "code")
    static class Plain {
        @Id
        Integer id;

        String code;
    }

    @Entity(name = "Quoted")
    @Table(name = "`Order`")
    @SoftDeletable(
            column = "`Deleted At`",
            batchColumn = "`Batch Id`",
            deletedByColumn = "`Who`",
            unique = "group, Label")
    static class Quoted {
        @Id
        @Column(name = "`ID`")
        Integer id;

        @Column(name = "`Group`")
        String group;

        @Column(name = "`Label`")
        String label = "l";

        @NaturalId
        @Column(name = "`Natural Id`")
        String natural;

        @DeletedAt
        Instant deletedAt;

        @DeletedBy
        String who;

        @Version
        @Column(name = "`Version`")
        int version;

        @ElementCollection
        @SoftDeletable(column = "`Deleted At`", marker = Marker.BOOLEAN)
        Set<String> words = new HashSet<>();

        Quoted() {}

        Quoted(Integer id, String group) {
            this.id = id;
            this.group = group;
            this.natural = "natural " + id;
            words.add("word");
        }
    }

    @Entity(name = "Owner")
    @Table(schema = "other")
    @SoftDeletable
    static class Owner {
        @Id
        Integer id = 1;

        @OneToMany(mappedBy = "owner", cascade = CascadeType.ALL)
        Set<Part> parts = new HashSet<>();
    }

    @Entity(name = "Part")
    @Table(schema = "`Odd`")
    @SoftDeletable
    static class Part {
        @Id
        Integer id;

        @ManyToOne(fetch = FetchType.LAZY)
        Owner owner;

        Part() {}

        Part(Integer id, Owner owner) {
            this.id = id;
            this.owner = owner;
        }
    }
}
