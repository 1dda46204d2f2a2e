package dev.nexs.orm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.orm.jdbc.WatchedStatement;
import dev.nexs.orm.observe.internal.ObservedConnection;
import dev.nexs.orm.observe.internal.Observer;
import dev.nexs.orm.resilience.CommitMarkers;
import dev.nexs.testing.CommitCut;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an observer is told, and that nobody pays for one that is not there. */
@PostgresServer
class ObserverIT {

    private final Node node;
    private final List<String> told = new ArrayList<>();

    ObserverIT(Node node) {
        this.node = node;
    }

    private final Observer notebook = new Observer() {

        @Override
        public Object borrowing(String wanted) {
            return wanted;
        }

        @Override
        public void borrowed(@Nullable Object borrow, @Nullable ObservedConnection where, @Nullable Throwable failure) {
            told.add("borrowed " + borrow + (failure == null && where != null ? "" : " failed"));
        }

        @Override
        public Object attempting(boolean readOnly, int attempt) {
            told.add("attempt " + attempt);
            return attempt;
        }

        @Override
        public void attempted(@Nullable Object attempt, @Nullable Throwable failure) {
            told.add("attempted " + attempt + (failure == null ? "" : " failed"));
        }

        @Override
        public void retrying(@Nullable Object attempt, String reason, long pauseNanos) {
            told.add("retrying " + attempt);
        }

        @Override
        public Object committing(Connection connection) {
            return "commit";
        }

        @Override
        public void ended(@Nullable Object commit, Outcome outcome, @Nullable Throwable failure) {
            told.add(commit + " " + outcome);
        }

        @Override
        public Object sending(Sent statement) throws SQLException {
            String sql = statement.sql();
            Origin origin = statement.origin();
            if (sql != null && sql.contains("forbidden")) {
                throw new SQLException("not allowed here", "42501");
            }
            return origin + " " + (origin == Origin.MODULE ? "" : sql);
        }

        @Override
        public void answered(@Nullable Object sent, long rows, @Nullable Exception failure) {
            told.add(sent + (rows < 0 ? "" : " " + rows));
        }
    };

    @BeforeEach
    void table() {
        node.execute("drop table if exists item", "create table item(n int)", CommitMarkers.CREATE_TABLE);
    }

    private NexsDataSource source(String url) {
        return NexsDataSource.builder()
                .url(url)
                .username(node.username())
                .password(node.password())
                .build();
    }

    @Test
    void borrowsAttemptsStatementsAndCommitsAreToldAndOurOwnStatementsToldApart() throws Exception {
        try (NexsDataSource source = source(node.jdbcUrl())) {
            source.getConnection().close();
            source.observers().add(notebook);
            Transactions.of(
                            source,
                            o -> o.commitResolution(CommitResolution.MARKER)
                                    .initialDelay(java.time.Duration.ofMillis(1)))
                    .run(connection -> {
                        try (PreparedStatement insert = connection.prepareStatement("insert into item values (?)")) {
                            insert.setInt(1, 7);
                            insert.executeUpdate();
                        }
                        if (told.contains("retrying 1")) {
                            return;
                        }
                        throw new SQLException("made up", "40001");
                    });
            assertThat(told)
                    .containsSubsequence(
                            "attempt 1",
                            "borrowed PRIMARY",
                            "APPLICATION insert into item values (?) 1",
                            "attempted 1 failed",
                            "retrying 1",
                            "attempt 2",
                            "APPLICATION insert into item values (?) 1",
                            "MODULE ",
                            "commit COMMITTED",
                            "attempted 2");
            assertThat(told).filteredOn(line -> line.startsWith("APPLICATION")).hasSize(2);
        }
    }

    @Test
    void plainConnectionsAreObservedBatchesAndTextsTooAndMayBeRefused() throws SQLException {
        try (NexsDataSource source = source(node.jdbcUrl())) {
            source.observers().add(notebook);
            try (Connection connection = source.getConnection()) {
                connection.setAutoCommit(false);
                try (PreparedStatement insert = connection.prepareStatement("insert into item values (?)")) {
                    for (int i = 0; i < 3; i++) {
                        insert.setInt(1, i);
                        insert.addBatch();
                    }
                    insert.executeBatch();
                }
                try (Statement statement = connection.createStatement()) {
                    statement.executeUpdate("update item set n = 0");
                    assertThatThrownBy(() -> statement.execute("delete from forbidden"))
                            .hasMessage("not allowed here");
                }
                connection.commit();
            }
            assertThat(told)
                    .containsSubsequence(
                            "borrowed PRIMARY",
                            "APPLICATION insert into item values (?) 3",
                            "APPLICATION update item set n = 0 3",
                            "commit COMMITTED")
                    .doesNotContain("APPLICATION delete from forbidden");
        }
    }

    @Test
    void aCommitThatWasFoundOutIsToldFromOneThatWasAnswered() throws Exception {
        try (NexsDataSource source = source(node.proxy().jdbcUrl())) {
            source.getConnection().close();
            source.observers().add(notebook);
            CommitCut cut = node.proxy().cutAfterCommitSent();
            Transactions.of(source, o -> o.commitResolution(CommitResolution.XID))
                    .run(connection -> {
                        try (Statement statement = connection.createStatement()) {
                            statement.execute("insert into item values (1)");
                        }
                    });
            assertThat(cut.happened()).isTrue();
            assertThat(told).contains("commit FOUND_COMMITTED").doesNotContain("commit UNKNOWN");
        }
    }

    @Test
    void whereNobodyObservesStatementsAreTheDriversOwn() throws SQLException {
        try (NexsDataSource source = source(node.jdbcUrl());
                Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement("select 1")) {
            assertThat(statement.isWrapperFor(WatchedStatement.class)).isFalse();
        }
    }
}
