package dev.nexs.orm.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.NodeState;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresCluster(replicas = 1)
class DoctorIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    private Cluster cluster;

    @BeforeEach
    void emptyDatabase(Cluster cluster) {
        this.cluster = cluster;
        cluster.primary()
                .executeAsSuperuser(
                        "drop schema public cascade", "create schema public", "grant all on schema public to public");
    }

    private Configuration configuration(String ddl) {
        return new Configuration()
                .addAnnotatedClass(Clinic.Owner.class)
                .addAnnotatedClass(Clinic.Pet.class)
                .setProperty("nexs.url", cluster.jdbcUrl())
                .setProperty("nexs.username", cluster.username())
                .setProperty("nexs.password", cluster.password())
                .setProperty("hibernate.hbm2ddl.auto", ddl);
    }

    private Diagnosis validateAfter(String... statements) {
        try (SessionFactory factory = configuration("create").buildSessionFactory()) {
            cluster.primary().execute(statements);
            return Doctor.of(factory).validateSchema();
        }
    }

    @Test
    void aSchemaThatHibernateHasMadeIsWhatTheEntitiesNeed() {
        Diagnosis diagnosis = validateAfter();

        assertThat(diagnosis.findings()).isEmpty();
        assertThat(diagnosis.examined()).isGreaterThan(15);
    }

    @Test
    void whateverDiffersIsNamedWithItsKind() {
        Diagnosis diagnosis = validateAfter(
                "alter table owner drop column city cascade",
                "alter table owner alter name type varchar(20)",
                "alter table owner alter name drop not null",
                "alter table owner drop constraint " + uniqueName(),
                "alter table owner alter due type numeric(8, 2)",
                "alter table owner alter seen type timestamp",
                "alter table owner alter visits drop default",
                "alter table owner add column tax text not null",
                "alter table pet alter chip type text using chip::text",
                "alter table pet alter born set not null",
                "alter table pet drop constraint pet_kind_check",
                "alter table pet add constraint pet_kind_check check (kind in ('DOG'))",
                "alter table pet alter id drop identity",
                "alter type Mood add value 'SAD'",
                "alter sequence owner_ids increment by 1");

        assertThat(diagnosis.ok()).isFalse();
        assertFound(diagnosis, "schema.column", "owner.city");
        assertFound(diagnosis, "schema.index", "owner(city)");
        assertFound(diagnosis, "schema.length", "owner.name");
        assertFound(diagnosis, "schema.length", "owner.due");
        assertFound(diagnosis, "schema.nullability", "owner.name");
        assertFound(diagnosis, "schema.nullability", "pet.born");
        assertFound(diagnosis, "schema.unique", "owner(name)");
        assertFound(diagnosis, "schema.type", "owner.seen");
        assertFound(diagnosis, "schema.type", "pet.chip");
        assertFound(diagnosis, "schema.default", "pet.id");
        assertFound(diagnosis, "schema.extra-column", "owner.tax");
        assertFound(diagnosis, "schema.enum", "pet.kind");
        assertFound(diagnosis, "schema.enum", "pet.mood");
        assertFound(diagnosis, "schema.sequence", "owner_ids");
        assertThat(diagnosis.findings("schema.enum"))
                .extracting(Finding::evidence)
                .anyMatch(evidence -> evidence.contains("refuses CAT"))
                .anyMatch(evidence -> evidence.contains("does not know SAD"));
    }

    private String uniqueName() {
        try (SessionFactory factory = configuration("create").buildSessionFactory()) {
            return factory.fromSession(session -> session.createNativeQuery(
                            "select quote_ident(conname) from pg_constraint where conrelid = 'owner'::regclass and"
                                    + " contype = 'u'",
                            String.class)
                    .getSingleResult());
        }
    }

    @Test
    void aMissingTableAndAMissingForeignKeyAreNamed() {
        Diagnosis diagnosis = validateAfter("drop table owner cascade");

        assertFound(diagnosis, "schema.table", "owner");
        assertFound(diagnosis, "schema.foreign-key", "pet(owner_id)");
    }

    @Test
    void aComparisonOfNothingIsNoSuccess() {
        try (SessionFactory factory = configuration("none").buildSessionFactory()) {
            Diagnosis diagnosis = Doctor.of(factory).validateSchema();

            assertThat(diagnosis.findings("schema.nothing-compared")).hasSize(1);
            assertThat(diagnosis.ok()).isFalse();
        }
    }

    @Test
    void anExaminationNamesWhatTheEntitiesLack() {
        try (SessionFactory factory = configuration("create").buildSessionFactory()) {
            cluster.primary()
                    .execute(
                            "insert into owner (id, name, city, visits) select i, 'n' || i, 'c' || i % 9, 0 from"
                                    + " generate_series(1, 20000) i",
                            "drop index owner_by_city", "analyze owner");
            cluster.awaitReplication(SOON);
            Diagnosis diagnosis = Doctor.of(factory).examine();

            assertFound(diagnosis, "index.foreign-key", "pet(owner_id)");
            assertFound(diagnosis, "index.polymorphic", Clinic.Pet.class.getName() + ".about");
            assertFound(diagnosis, "index.json", Clinic.Owner.class.getName() + ".card");
            assertFound(diagnosis, "query.full-scan", "Owner.byCity");
            assertThat(diagnosis.findings("query.unplanned")).isEmpty();
            assertThat(diagnosis.findings("query.full-scan"))
                    .extracting(Finding::subject)
                    .doesNotContain("Owner.byName");
        }
    }

    @Test
    void anExaminationNamesWhatIsWrongWithTheDatabase() throws SQLException {
        cluster.primary()
                .execute(
                        "create table a (id int generated by default as identity primary key, b text, c int)",
                        "create index a_b on a (b)",
                        "create index a_b_again on a (b)",
                        "alter table a alter id restart with 1900000000",
                        "insert into a (b) values ('x')",
                        "alter table a enable row level security");
        cluster.primary().executeAsSuperuser("select pg_create_physical_replication_slot('forgotten', true)");
        try (NexsDataSource source = source(o -> {})) {
            Diagnosis diagnosis = Doctor.of(source).examine();

            assertFound(diagnosis, "index.duplicate", "a_b_again");
            assertFound(diagnosis, "sequence.exhaustion", "public.a_id_seq");
            assertFound(diagnosis, "rls.not-forced", "a");
            assertFound(diagnosis, "rls.no-policy", "a");
            assertThat(diagnosis.findings("replication.slot-inactive"))
                    .anyMatch(finding -> finding.subject().endsWith("forgotten"));
        } finally {
            cluster.primary().executeAsSuperuser("select pg_drop_replication_slot('forgotten')");
        }
    }

    @Test
    void aPoolThatTheServerCannotServeIsNamed() {
        try (NexsDataSource source = source(o -> o.pool(pool -> pool.maximumSize(5_000)))) {
            Diagnosis diagnosis = Doctor.of(source).examine();

            assertThat(diagnosis.findings("pool.arithmetic"))
                    .isNotEmpty()
                    .allMatch(finding -> finding.severity() == Severity.ERROR)
                    .allMatch(finding -> finding.evidence().contains("5000"));
        }
    }

    @Test
    void aNodeThatIsGoneIsNamedAndTheOthersAreExamined() {
        try (NexsDataSource source = NexsDataSource.from(Map.of(
                NexsSettings.URL,
                "jdbc:postgresql://" + cluster.primary().host() + ":"
                        + cluster.primary().port() + ",127.0.0.1:1/" + cluster.database(),
                NexsSettings.USERNAME,
                cluster.username(),
                NexsSettings.PASSWORD,
                cluster.password()))) {
            await().atMost(SOON)
                    .until(() -> source.cluster().nodes().stream().anyMatch(n -> n.role() == NodeRole.PRIMARY)
                            && source.cluster().nodes().get(1).state() == NodeState.FAILED);
            Diagnosis diagnosis = Doctor.of(source).examine();

            assertFound(diagnosis, "node.unreachable", "127.0.0.1:1");
            assertFound(
                    diagnosis,
                    "cluster.unknown-replica",
                    source.cluster().primary().orElseThrow().id());
            assertThat(diagnosis.toJson() + diagnosis.toSarif() + diagnosis).doesNotContain(cluster.password());
        }
    }

    @Test
    void aDoctorWithoutEntitiesRefusesToValidate() {
        try (NexsDataSource source = source(o -> {})) {
            assertThatThrownBy(() -> Doctor.of(source).validateSchema())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Doctor.of(sessionFactory)");
        }
    }

    @Test
    void everyIdStandsInTheGuide() throws Exception {
        String guide = Files.readString(Path.of("..", "docs", "cli.md"));

        assertThat(Doctor.ids()).allSatisfy(id -> assertThat(guide).contains("`" + id + "`"));
    }

    private NexsDataSource source(java.util.function.Consumer<dev.nexs.orm.NexsDataSourceBuilder> more) {
        dev.nexs.orm.NexsDataSourceBuilder builder = NexsDataSource.builder()
                .url(cluster.jdbcUrl())
                .username(cluster.username())
                .password(cluster.password());
        more.accept(builder);
        NexsDataSource source = builder.build();
        await().atMost(SOON)
                .until(() -> source.cluster().nodes().stream().allMatch(node -> node.state() == NodeState.ACTIVE));
        return source;
    }

    private static void assertFound(Diagnosis diagnosis, String id, String subject) {
        assertThat(diagnosis.findings(id))
                .as(id + " in\n" + diagnosis)
                .extracting(Finding::subject)
                .contains(subject);
    }
}
