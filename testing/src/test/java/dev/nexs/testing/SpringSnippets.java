package dev.nexs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.SpringIT.Application;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.JdbcTemplate;

/** The guide's snippet for Spring; {@link SpringIT} runs it. */
class SpringSnippets {

    @Nested
    @SpringBootTest(classes = Application.class)
    @PostgresServer
    class OrdersIT {

        @Test
        void startsEmpty(@Autowired JdbcTemplate jdbc, Node node) {
            node.execute("create table orders(id int)");
            assertThat(jdbc.queryForObject("select count(*) from orders", Integer.class))
                    .isZero();
        }
    }
}
