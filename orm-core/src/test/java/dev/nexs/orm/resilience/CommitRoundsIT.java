package dev.nexs.orm.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.CommitResolution;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.TransactionRunner;
import dev.nexs.orm.Transactions;
import dev.nexs.orm.resilience.LedgerChecker.Verdict;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.CommitCut;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Cuts answers to COMMIT, kills, stops, promotes and rejoins while writers write, and then counts. Full rounds:
 * {@code -Dnexs.test.commit-rounds=200}.
 */
@PostgresCluster(replicas = 2, synchronous = true)
class CommitRoundsIT {

    private static final int ROUNDS = Integer.getInteger("nexs.test.commit-rounds", 4);

    private final Cluster servers;
    private final LedgerChecker checker = new LedgerChecker();

    CommitRoundsIT(Cluster servers) {
        this.servers = servers;
    }

    /** What happens in a round; rounds take turns. */
    private enum Trouble {
        THE_ANSWER_IS_CUT,
        THE_ANSWER_IS_CUT_AND_THE_PRIMARY_KILLED,
        THE_PRIMARY_IS_KILLED,
        THE_PRIMARY_IS_STOPPED
    }

    @Test
    void noAcknowledgedWriteIsLostAndNoneIsAppliedTwice() throws Exception {
        prepare();
        try (NexsDataSource source = open()) {
            LedgerWriters writers =
                    new LedgerWriters(tx(source, CommitResolution.MARKER), checker, LedgerWriters::once);
            for (int round = 0; round < ROUNDS; round++) {
                writers.awaitAcknowledged(20);
                cause(Trouble.values()[round % Trouble.values().length]);
                writers.awaitAcknowledged(20);
            }
            writers.finish();
        }
        Verdict verdict = verdict();
        System.out.printf(
                "commit rounds: %d rounds, %d acknowledged, %d lost, %d applied twice, %d unknown, %d rolled back%n",
                ROUNDS,
                checker.acknowledged(),
                verdict.lost().size(),
                verdict.appliedTwice().size(),
                verdict.unknown().size(),
                verdict.rolledBack().size());
        assertThat(verdict.lost()).isEmpty();
        assertThat(verdict.appliedTwice()).isEmpty();
        assertThat(verdict.appliedAgainstTheAnswer()).isEmpty();
        assertThat(verdict.neverTold()).isEmpty();
        assertThat(verdict.fromNowhere()).isEmpty();
        assertThat(verdict.kept()).hasSizeGreaterThanOrEqualTo(ROUNDS * 40);
    }

    @Test
    void theCheckerSeesWhatABlindReplayAppliesTwice() throws Exception {
        prepare();
        try (NexsDataSource source = open()) {
            LedgerWriters writers =
                    new LedgerWriters(tx(source, CommitResolution.NONE), checker, LedgerWriters::blindlyAgain);
            writers.awaitAcknowledged(20);
            cause(Trouble.THE_ANSWER_IS_CUT);
            writers.awaitAcknowledged(20);
            writers.finish();
        }
        assertThat(verdict().appliedTwice()).hasSize(1);
    }

    @Test
    void theCheckerSeesWhatWasLostAndWhatNobodyWrote() throws Exception {
        prepare();
        long lost = checker.next();
        checker.acknowledged(lost);
        long denied = checker.next();
        checker.failed(denied, new IllegalStateException("rolled back, it was said"));
        servers.primary().execute("insert into ledger values (" + denied + "), (-1)");
        Verdict verdict = verdict();
        assertThat(verdict.lost()).containsExactly(lost);
        assertThat(verdict.appliedAgainstTheAnswer()).containsOnlyKeys(denied);
        assertThat(verdict.fromNowhere()).containsExactly(-1L);
    }

    private void prepare() {
        servers.primary()
                .execute("drop table if exists ledger", LedgerChecker.CREATE_TABLE, CommitMarkers.CREATE_TABLE);
    }

    private NexsDataSource open() {
        return NexsDataSource.builder()
                .url(servers.proxiedJdbcUrl() + "?sslmode=disable")
                .username(servers.username())
                .password(servers.password())
                .pool(p -> p.maximumSize(4))
                .build();
    }

    private static TransactionRunner<Connection> tx(NexsDataSource source, CommitResolution resolution) {
        return Transactions.of(
                source, o -> o.commitResolution(resolution).maxAttempts(1_000).maxDelay(Duration.ofMillis(200)));
    }

    private void cause(Trouble trouble) throws Exception {
        switch (trouble) {
            case THE_ANSWER_IS_CUT -> cutAnAnswer();
            case THE_ANSWER_IS_CUT_AND_THE_PRIMARY_KILLED -> {
                cutAnAnswer();
                servers.primary().kill();
                Failovers.replacePrimary(servers);
            }
            case THE_PRIMARY_IS_KILLED -> {
                servers.primary().kill();
                Failovers.replacePrimary(servers);
            }
            case THE_PRIMARY_IS_STOPPED -> {
                servers.primary().stop();
                Failovers.replacePrimary(servers);
            }
        }
    }

    private void cutAnAnswer() throws InterruptedException {
        CommitCut cut = servers.proxy().cutAfterCommitSent();
        assertThat(cut.await(Duration.ofSeconds(20))).isTrue();
    }

    private Verdict verdict() throws SQLException {
        try (Connection connection = servers.primary().connect()) {
            return checker.check(connection);
        }
    }
}
