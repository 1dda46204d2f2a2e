package dev.nexs.testing.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COMMIT",
                "  commit work;",
                "end",
                "/* nexs */ -- why\n COMMIT AND CHAIN",
                "insert into t values ('a;b'); commit",
                "select $tag$ ; ' $tag$; COMMIT PREPARED 'x'",
                "select a$b, \"c;\" from t; end transaction"
            })
    void seesACommit(String sql) {
        assertThat(CommitText.commits(sql)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "select commit from t",
                "insert into t values ('; commit;')",
                "do $$ begin null; end; $$",
                "/* ; commit */ select 1",
                "-- ; commit",
                "comment on table t is '';",
                "commitment",
                "select ';end",
                "rollback"
            })
    void seesNone(String sql) {
        assertThat(CommitText.commits(sql)).isFalse();
    }
}
