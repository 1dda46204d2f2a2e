package dev.nexs.orm.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementJudgeTest {

    private final StatementJudge judge = new StatementJudge();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select p1_0.id,p1_0.name from Product p1_0 where p1_0.id=?",
                "insert into Product (name,id) values (?,?)",
                "insert into shop.product (name, id) values (?, ?) on conflict (id) do update set name = excluded.name",
                "insert into \"Product\" (name) values (lower(?)) returning id",
                "update Product set name=? where id=?",
                "delete from Product where id in (?,?)",
                "select nextval('product_seq')",
                "select count(*) from Product where created > now()",
                "set local statement_timeout = 100",
                "set transaction isolation level serializable",
                "savepoint a"
            })
    void anOrdinaryStatementKeepsTheSession(String sql) {
        assertThat(judge.keepsSession(sql)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set search_path to acme",
                "SET ROLE admin",
                "reset all",
                "create temp table t(id int)",
                "select * into temp t from Product",
                "select 1 into temporary t",
                "with a as (select 1) select * into t from a",
                "select set_config('app.tenant', ?, false)",
                "select pg_advisory_lock(1)",
                "select pg_catalog.pg_advisory_lock(1)",
                "listen news",
                "prepare p as select 1",
                "declare c cursor with hold for select 1",
                "do $$ begin set role admin; end $$",
                "call fix()",
                "select my_function(1)",
                "insert into t select pg_advisory_lock(1)",
                "insert into t values (my_function(1))",
                "select 1; set role admin",
                "set local a.b = 'x'; set role admin",
                "begin; set role admin",
                "load 'auto_explain'",
                ""
            })
    void whatMayStayInTheSessionIsNotTakenForOrdinary(String sql) {
        assertThat(judge.keepsSession(sql)).isFalse();
    }

    @Test
    void whatIsRememberedIsBoundedInBytesAndGivesWayToWhatIsNew() {
        String columns = "c, ".repeat(4_000);
        for (int i = 0; i < 500; i++) {
            assertThat(judge.isPlain("select " + columns + i + " from t")).isTrue();
            assertThat(judge.isPlain("select " + columns + i + " from t for update"))
                    .isFalse();
        }
        assertThat(judge.remembered()).isLessThan(2_100_000);
        judge.isPlain("select 1");
        long before = judge.remembered();
        judge.isPlain("select " + "d, ".repeat(100_000) + "1 from t");
        assertThat(judge.remembered()).isEqualTo(before);
        judge.isPlain("select 2");
        assertThat(judge.remembered()).isGreaterThan(before);
    }
}
