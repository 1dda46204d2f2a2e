package dev.nexs.orm.hooks.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementShapeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update orders set total = 0",
                "UPDATE orders o SET total = 0 -- where id = 1",
                "delete from orders /* where id = 1 /* nested */ where */",
                "delete from orders using (select 1 where true) x",
                "update orders set note = 'where id = 1'",
                "update orders set note = E'it\\'s where id = 1'",
                "update orders set note = $$ where $$",
                "update orders set note = $x$ where $x$",
                "update \"where\" set total = 0",
                "with gone as (delete from orders returning *) select * from gone where true",
                "select 1; delete from orders",
                "delete from orders; select 1 where true"
            })
    void aChangeOfEveryRowIsObjectedTo(String sql) {
        assertThat(StatementShape.of(sql).objection()).endsWith("without WHERE would change every row");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update orders set total = 0 where id = ?",
                "delete from orders o where exists (select 1 from lines where order_id = o.id)",
                "select * from orders for update",
                "select * from orders for no key update",
                "insert into orders values (1) on conflict (id) do update set total = 0",
                "merge into orders o using lines l on o.id = l.order_id when matched then update set total = 0",
                "with gone as (delete from orders where id = 1 returning *) select * from gone",
                "select 'delete from orders'",
                "select update, delete from audit",
                "insert into log values ($1, 'x')",
                "select created from orders",
                "(select 1) union (select 2)",
                "select $1::text, \"a\"\"b\" from t"
            })
    void anythingElsePasses(String sql) {
        assertThat(StatementShape.of(sql).objection()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table t (id int)",
                "  /* x */ DROP TABLE t",
                "alter table t add x int",
                "truncate t",
                "select 1; drop table t"
            })
    void definitionsAreObjectedTo(String sql) {
        assertThat(StatementShape.of(sql).objection()).startsWith("it is DDL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"select 'x", "select \"x", "select /* x", "select $$ x"})
    void whatHasNoEndIsObjectedTo(String sql) {
        assertThat(StatementShape.of(sql).objection()).endsWith("without end");
    }
}
