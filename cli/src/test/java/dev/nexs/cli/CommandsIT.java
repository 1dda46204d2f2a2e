package dev.nexs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.nexs.cli.shop.Item;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@PostgresCluster(replicas = 1)
class CommandsIT {

    private Cluster cluster;

    @TempDir
    Path folder;

    @BeforeEach
    void emptyDatabase(Cluster cluster) {
        this.cluster = cluster;
        cluster.primary()
                .executeAsSuperuser(
                        "drop schema public cascade", "create schema public", "grant all on schema public to public");
    }

    private Command run(String command, String... more) throws Exception {
        return Command.on(cluster, folder, command, more);
    }

    /** The one entity, as a folder of classes. */
    private String shop() throws Exception {
        Path classes = folder.resolve("classes/dev/nexs/cli/shop");
        Files.createDirectories(classes);
        Files.copy(Path.of(Item.class.getResource("Item.class").toURI()), classes.resolve("Item.class"));
        return folder.resolve("classes").toString();
    }

    @Test
    void doctorFindsWhatIsWrongAndSaysItInThreeForms() throws Exception {
        cluster.primary()
                .execute(
                        "create table a (id int primary key)",
                        "create table b (id int primary key, a_id int references a)");

        Command text = run("doctor");
        Command json = run("doctor", "--json");
        Command sarif = run("doctor", "--sarif");

        assertThat(text.code()).as("the servers of tests run without fsync").isEqualTo(1);
        assertThat(json.json()
                        .get("findings")
                        .valueStream()
                        .filter(each -> each.get("severity").asString().equals("error"))
                        .map(each -> each.get("id").asString()))
                .as(json.toString())
                .containsOnly("server.durability");
        assertThat(text.out()).contains("index.foreign-key", "CREATE INDEX CONCURRENTLY ON b (a_id)");
        assertThat(json.json()
                        .get("findings")
                        .valueStream()
                        .map(each -> each.get("id").asString()))
                .contains("index.foreign-key");
        assertThat(sarif.json().at("/runs/0/tool/driver/name").asString()).isEqualTo("nexs");
        assertThat(text.out() + json.out() + sarif.out() + text.err()).doesNotContain(cluster.password());
    }

    @Test
    void doctorOfNobodyIsAnErrorWithinItsPatience() throws Exception {
        Path secret = folder.resolve("secret");
        Files.writeString(secret, "geheim");

        Command command = Command.run(
                "doctor",
                "--url",
                "jdbc:postgresql://127.0.0.1:1/app",
                "--user",
                "a",
                "--password-file",
                secret.toString());

        assertThat(command.code()).isEqualTo(1);
        assertThat(command.out())
                .contains("node.unreachable", "cluster.primary")
                .doesNotContain("geheim");
    }

    @Test
    void watchShowsEveryNode() throws Exception {
        Command command = run("cluster watch", "--count", "5", "--interval", "1");

        assertThat(command.code()).as(command.toString()).isZero();
        assertThat(command.out()).contains("primary", "replica", "active", "UP");
    }

    @Test
    void drainTellsEveryInstanceAndNamesTheOneThatIsGone() throws Exception {
        List<String> asked = new ArrayList<>();
        HttpServer instance = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        instance.createContext("/actuator/nexs", exchange -> {
            asked.add(exchange.getRequestURI() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        instance.start();
        try {
            String there = "http://127.0.0.1:" + instance.getAddress().getPort() + "/actuator/nexs";
            Command one = Command.run("cluster", "drain", "--endpoint", there, "db2:5432");
            Command two = Command.run("cluster", "resume", "--endpoint", there + ",http://127.0.0.1:1/a", "db2:5432");

            assertThat(one.code()).isZero();
            assertThat(two.code()).isEqualTo(3);
            assertThat(two.out()).contains("/actuator/nexs: done", "http://127.0.0.1:1/a: not reached");
            assertThat(asked)
                    .containsExactly(
                            "/actuator/nexs/db2%3A5432 {\"action\":\"drain\"}",
                            "/actuator/nexs/db2%3A5432 {\"action\":\"resume\"}");
        } finally {
            instance.stop(0);
        }
    }

    @Test
    void validateComparesTheApplicationsClassesAndThePreviousReleases() throws Exception {
        cluster.primary()
                .execute("create table item (id bigint primary key, name varchar(255), deleted_at timestamptz(6),"
                        + " deletion_id uuid)");
        String classes = shop();

        Command fits = run("schema validate", "--entities", classes);
        cluster.primary().execute("alter table item add column sku text not null");
        Command differs = run("schema validate", "--entities", classes, "--previous", classes, "--json");
        cluster.primary().execute("drop table item");
        Command nothing = run("schema validate", "--entities", classes);
        Command unnamed = run("schema validate");

        assertThat(fits.code()).as(fits.toString()).isZero();
        assertThat(differs.code()).isEqualTo(1);
        assertThat(differs.json().at("/findings/0/id").asString()).isEqualTo("schema.extra-column");
        assertThat(nothing.code()).isEqualTo(1);
        assertThat(nothing.out()).contains("schema.nothing-compared");
        assertThat(unnamed.code()).isEqualTo(2);
        assertThat(unnamed.err()).contains("--entities");
    }

    @Test
    void theTrashIsListedRestoredAndPurged() throws Exception {
        cluster.primary()
                .execute(
                        "create table item (id bigint primary key, name varchar(255), deleted_at timestamptz(6),"
                                + " deletion_id uuid)",
                        "insert into item values (1, 'a', now() - interval '2 hours',"
                                + " '00000000-0000-0000-0000-000000000001'), (2, 'b', now(),"
                                + " '00000000-0000-0000-0000-000000000002')");
        String classes = shop();

        Command listed = trash("list", classes);
        Command restored = trash("restore", classes, "00000000-0000-0000-0000-000000000002");
        Command purged = trash("purge", classes);

        assertThat(listed.json().size()).as(listed.toString()).isEqualTo(2);
        assertThat(restored.json().get("restored").asInt())
                .as(restored.toString())
                .isEqualTo(1);
        assertThat(purged.json().get(Item.class.getName()).asInt())
                .as(purged.toString())
                .isEqualTo(1);
        assertThat(trash("list", classes).json().size()).isZero();
    }

    private Command trash(String command, String classes, String... more) throws Exception {
        List<String> all = new ArrayList<>(List.of("--json", "--entities", classes));
        all.addAll(List.of(more));
        return run("trash " + command, all.toArray(String[]::new));
    }

    private Path migration(String name, String sql) throws Exception {
        Path migrations = folder.resolve("migrations");
        Files.createDirectories(migrations);
        Files.writeString(migrations.resolve(name), sql);
        return migrations;
    }

    @Test
    void migrateCheckReportsLocksRewritesAndScansByObservation() throws Exception {
        Path migrations = migration(
                "V1__item.sql",
                "create table item (id int primary key, name text); create table other (id int primary key)");
        Command first = run("migrate", "--locations", migrations.toString());
        assertThat(first.code()).as(first.toString()).isZero();
        migration("V2__wide.sql", "alter table item alter id type bigint; create table fresh (id int)");
        migration("V3__check.sql", "alter table item add constraint named check (name <> '')");
        migration("V4__index.sql", "create index concurrently item_by_name on item (name)");
        migration("V5__plain.sql", "comment on table other is 'x'; create index on other (id)");

        Command check = run("migrate check", "--locations", migrations.toString(), "--json", "--most", "1000");

        assertThat(check.code()).as(check.toString()).isZero();
        JsonNode wide = statement(check, "alter id type bigint");
        assertThat(wide.at("/locks/item").asString()).isEqualTo("AccessExclusiveLock");
        assertThat(wide.at("/rewritten/0").asString()).isEqualTo("item");
        assertThat(wide.get("blocks").asString()).isEqualTo("READS_AND_WRITES");
        assertThat(statement(check, "add constraint named").at("/scanned/0").asString())
                .isEqualTo("item");
        JsonNode concurrent = statement(check, "concurrently");
        assertThat(concurrent.at("/locks/item").asString()).isEqualTo("ShareUpdateExclusiveLock");
        assertThat(concurrent.at("/indexed/0").asString()).isEqualTo("item");
        assertThat(concurrent.get("blocks").asString()).isEqualTo("NOTHING");
        assertThat(statement(check, "create index on other").get("blocks").asString())
                .isEqualTo("WRITES");
        assertThat(cluster.primary().dataSource()).isNotNull();
        assertThat(run("migrate check", "--locations", migrations.toString(), "--json")
                        .json()
                        .get("statements")
                        .size())
                .as("the database was only read")
                .isPositive();
    }

    private static JsonNode statement(Command check, String text) {
        return check.json()
                .get("statements")
                .valueStream()
                .filter(each -> each.get("statement").asString().contains(text))
                .findFirst()
                .orElseThrow(() -> new AssertionError(text + " is not in " + check.out()));
    }

    @Test
    void aMigrationThatFailsIsFoundBeforeItRuns() throws Exception {
        Path migrations = migration("V1__broken.sql", "create table item (id int); alter table itme add column x int");

        Command check = run("migrate check", "--locations", migrations.toString());

        assertThat(check.code()).isEqualTo(1);
        assertThat(check.out()).contains("FAILED", "itme");
    }

    @Test
    void rowsGoOutAndComeIn() throws Exception {
        cluster.primary()
                .execute(
                        "create table \"Odd name\" (a int, b text)",
                        "insert into \"Odd name\" select i, 'x' || i from generate_series(1, 100) i");
        cluster.awaitReplication(java.time.Duration.ofSeconds(20));
        Path file = folder.resolve("rows.csv");
        Command out = run("copy out", "--json", "select * from \"Odd name\"", file.toString());
        Command in = run("copy in", "--json", "Odd name", file.toString());

        assertThat(out.json().get("rows").asInt()).as(out.toString()).isEqualTo(100);
        assertThat(in.json().get("rows").asInt()).as(in.toString()).isEqualTo(100);
    }

    @Test
    void benchMeasuresAndProfileSaysWhatItNeeds() throws Exception {
        Command bench = run("bench", "--seconds", "1", "--threads", "2", "--json");
        Command profile = run("profile");

        assertThat(bench.code()).as(bench.toString()).isZero();
        assertThat(bench.json().get("queries").asLong()).isPositive();
        assertThat(profile.code()).isEqualTo(2);
        assertThat(profile.err()).contains("CREATE EXTENSION pg_stat_statements");
    }

    @Test
    void generatedEntitiesCompileAndFitTheSchemaThatTheyCameFrom() throws Exception {
        cluster.primary()
                .execute(
                        "create type mood as enum ('CALM', 'WILD')",
                        "create table owner (id bigint generated by default as identity primary key, name varchar(80)"
                                + " not null unique, due numeric(10, 2), card jsonb, tags text[], grid int[][],"
                                + " seen timestamptz, version int not null, ip inet, plain text, code char(3))",
                        "create sequence pet_ids increment by 20",
                        "create table pet (id bigint primary key default nextval('pet_ids'), owner_id bigint not null"
                                + " references owner, mood mood, deleted_at timestamptz, born date, chip uuid,"
                                + " photo bytea, unique (owner_id, born))",
                        "create table visit (pet_id bigint references pet, day date, note text, primary key (pet_id, day))",
                        "create table log (line text)");
        Path sources = folder.resolve("src");

        Command made = run("generate", "--package", "made", "--to", sources.toString());
        assertThat(made.code()).as(made.toString()).isZero();
        assertThat(made.err()).contains("log has no primary key");
        Path classes = compile(sources);
        Command fits = run("schema validate", "--entities", classes.toString());

        assertThat(fits.code()).as(fits.toString()).isZero();
        assertThat(fits.out()).doesNotContain("ERROR").doesNotContain("schema.type", "schema.length");
        assertThat(run("generate", "--package", "made", "--to", sources.toString())
                        .code())
                .as("files that are there stay")
                .isEqualTo(2);
        compile(records());
    }

    private Path records() throws Exception {
        Path sources = folder.resolve("records");
        assertThat(run("generate", "--package", "made", "--to", sources.toString(), "--records")
                        .code())
                .isZero();
        return sources;
    }

    private Path compile(Path sources) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Path classes = Files.createTempDirectory(folder, "compiled");
        List<String> arguments = new ArrayList<>(
                List.of("-proc:none", "-d", classes.toString(), "-classpath", System.getProperty("java.class.path")));
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(file -> arguments.add(file.toString()));
        }
        int code = compiler.run(null, null, null, arguments.toArray(String[]::new));
        assertThat(code).as("javac " + arguments).isZero();
        return classes;
    }

    @Test
    void theJarRunsAlone() throws Exception {
        String[] options = Command.options(cluster, folder, "doctor", "--json");
        List<String> process = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar()));
        process.addAll(Arrays.asList(options));
        Path out = folder.resolve("out");
        Process nexs = new ProcessBuilder(process)
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();

        assertThat(nexs.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(nexs.exitValue()).as(Files.readString(folder.resolve("err"))).isEqualTo(1);
        assertThat(Files.readString(out)).startsWith("{\"ok\":false").contains("server.durability");
    }

    private static String jar() {
        return System.getProperty("cli.jar");
    }
}
