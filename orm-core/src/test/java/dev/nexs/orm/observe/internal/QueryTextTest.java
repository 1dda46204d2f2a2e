package dev.nexs.orm.observe.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select o.id from orders o where o.id = ? | SELECT orders",
                "select * from a join s.\"B c\" on true left join a x on true | SELECT a, s.\"B c\"",
                "insert into orders values (1) | INSERT orders",
                "update only orders set n = (select max(n) from lines) | UPDATE orders, lines",
                "delete from orders where id in (1, 2) | DELETE orders",
                "with x as (select 1 from hidden) update orders set n = 1 | UPDATE hidden, orders",
                "select extract(year from now()) | SELECT now",
                "select 1 | SELECT",
                "/* from nowhere */ vacuum | VACUUM",
                "'' | STATEMENT"
            })
    void aSummaryIsTheVerbAndTheTables(String sql, String summary) {
        assertThat(QueryText.of(sql).summary()).isEqualTo(summary.strip());
    }

    @Test
    void noLiteralAndNoCommentIsShown() {
        String sql = "select 'it''s', E'a\\'b', $$ x $$, $t$ y $t$, 12.5e3, b2, $1 -- secret\n"
                + "from t /* secret /* nested */ secret */ where n = '' and m = 0x1F";
        assertThat(QueryText.of(sql).text()).isEqualTo("select ?, ?, ?, ?, ?, b2, $? \nfrom t  where n = ? and m = ?");
    }

    @Test
    void aTextWithoutEndIsHiddenToItsEnd() {
        assertThat(QueryText.of("select 'open").text()).isEqualTo("select ?");
        assertThat(QueryText.of("select $x$ open").text()).isEqualTo("select ?");
        assertThat(QueryText.of("select /* open").text()).isEqualTo("select");
    }
}
