package dev.nexs.orm.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresCluster(replicas = 0)
class BatchIT {

    private Cluster cluster;
    private NexsDataSource source;
    private Bulk bulk;

    @BeforeEach
    void open(Cluster servers) {
        cluster = servers;
        cluster.primary()
                .execute(
                        "drop table if exists item",
                        "create table item (id int generated always as identity primary key, name text unique, n int)");
        source = NexsDataSource.builder()
                .url(cluster.proxiedJdbcUrl())
                .username(cluster.username())
                .password(cluster.password())
                .pool(p -> p.maximumSize(1))
                .build();
        bulk = Bulk.of(source);
    }

    @AfterEach
    void close() {
        cluster.proxy().latency(Duration.ZERO);
        source.close();
    }

    @Test
    void mixedStatementsHaveAResultEach() {
        List<BatchResult> results = bulk.batch()
                .add("insert into item (name, n) values (?, ?) returning id -- the key", "a", 1)
                .add("insert into item (name, n) select x, ? from unnest(?::text[]) x", 2, List.of("b", "c"))
                .add("update item set n = n + ? where name <> ?", 10, "a")
                .add("select name, n from item where name = any(?::text[]) and name <> 'x??' order by 1", (Object)
                        new String[] {"a", "b"})
                .add("delete from item where n > ?", 100)
                .execute();

        assertThat(results).extracting(BatchResult::updateCount).containsExactly(1L, 2L, 2L, 2L, 0L);
        assertThat(results.get(0).first()).isEqualTo(1);
        assertThat(results.get(3).columns()).containsExactly("name", "n");
        assertThat(results.get(3).rows()).containsExactly(List.of("a", 1), List.of("b", 12));
        assertThat(results).allSatisfy(result -> assertThat(result.elapsed()).isPositive());
    }

    @Test
    void everyArgumentTypeIsUnderstood() {
        UUID uuid = UUID.randomUUID();
        Instant now = Instant.parse("2024-05-06T07:08:09.123456Z");
        BatchResult result = bulk.batch()
                .add(
                        "select ?::int is null and ?::bool and ?::uuid = '" + uuid + "' and ?::timestamptz = '" + now
                                + "' and ?::date = '2024-01-02' and ?::numeric = 1.50 and ?::bytea = '\\x00ff'"
                                + " and ?::int[] = '{{1,2},{3,4}}' and ?::interval = '90 s' and ? = 'CHUNK'",
                        null,
                        true,
                        uuid,
                        now,
                        LocalDate.of(2024, 1, 2),
                        new BigDecimal("1.50"),
                        new byte[] {0, -1},
                        new int[][] {{1, 2}, {3, 4}},
                        Duration.ofSeconds(90),
                        "CHUNK")
                .execute()
                .get(0);

        assertThat(result.first()).isEqualTo(true);
    }

    @Test
    void oneFailureUndoesAllNamesItselfAndLeavesTheConnectionAsItWas() throws Exception {
        Batch batch = bulk.batch()
                .add("insert into item (name) values (?)", "a")
                .add("insert into item (name) values (?)", "b")
                .add("insert into item (name) values (?)", "a")
                .add("select 1");

        assertThatThrownBy(batch::execute).isInstanceOfSatisfying(BulkException.class, e -> {
            assertThat(e.rowNumber()).isEqualTo(3);
            assertThat(e.sqlState()).isEqualTo("23505");
            assertThat(e).hasMessageContaining("Statement 3 of 4 failed, and nothing of the batch is stored");
        });
        assertThat(Rows.query(cluster.primary(), "select count(*) from item")).isEqualTo("0");
        assertThat(bulk.batch().add("select 7").execute().get(0).first()).isEqualTo(7);
        assertThatThrownBy(() -> bulk.batch().add("select ?"))
                .hasMessageContaining("1 question marks, but 0 arguments");
        assertThatThrownBy(() -> bulk.batch().add("select 1; select 2"))
                .hasMessageContaining("not one statement, but 2");
        assertThat(bulk.batch().execute()).isEmpty();
    }

    @Test
    void aHundredStatementsTakeAFewRoundTrips() throws Exception {
        bulk.batch().add("select 1").execute();
        cluster.proxy().latency(Duration.ofMillis(10));
        Batch batch = bulk.batch();
        for (int i = 0; i < 50; i++) {
            batch.add("insert into item (name, n) values (?, ?)", "n" + i, i).add("select ?::int + 1", i);
        }
        long begin = System.nanoTime();
        List<BatchResult> results = batch.executeAsync().get();
        Duration took = Duration.ofNanos(System.nanoTime() - begin);

        assertThat(results).hasSize(100);
        assertThat(results.get(99).first()).isEqualTo(50);
        assertThat(took).as("100 statements at 10 ms each way").isLessThan(Duration.ofMillis(500));
    }

    @Test
    void aLongBatchDoesNotChokeOnItsAnswers() {
        Batch batch = bulk.batch();
        for (int i = 0; i < 3_000; i++) {
            batch.add("select repeat('x', 1000) || ?", i);
        }
        List<BatchResult> results = batch.execute();

        assertThat(results).hasSize(3_000);
        assertThat((String) results.get(2_999).first()).endsWith("x2999");
    }
}
