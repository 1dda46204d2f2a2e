package dev.nexs.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One connection that tenants have one after the other: what one did to it, the next does not find. */
@PostgresServer
@Timeout(60)
class BorrowedAfterOthersIT {

    private static final String BASELINE = "select current_setting('search_path') || '|' || current_user || '|'"
            + " || current_setting('statement_timeout') || '|' || current_setting('work_mem') || '|'"
            + " || coalesce(nullif(current_setting('nexs.tenant_id', true), ''), '-') || '|'"
            + " || coalesce(nullif(current_setting('my.secret', true), ''), '-') || '|'"
            + " || current_setting('application_name') || '|' || current_setting('extra_float_digits') || '|'"
            + " || (select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()) || '|'"
            + " || (select count(*) from pg_class where relname = 'left_behind') || '|'"
            + " || (select count(*) from pg_cursors where is_holdable)";

    private Node node;
    private SessionFactory factory;
    private Tenancy tenancy;

    @BeforeEach
    void start(Node server) {
        node = server;
        lockTimeout("set lock_timeout = '100ms'");
        Map<String, Object> settings = Fixture.settings(node, "schema");
        settings.put("nexs.tenancy.connections", "shared");
        settings.put("nexs.tenancy.registry-schema", "registry_of_borrowers");
        factory = Fixture.factory(settings, Shop.Article.class, Shop.Offer.class);
        tenancy = Tenancy.of(factory);
        tenancy.provision(Tenant.named("acme"));
        tenancy.provision(Tenant.named("globex"));
    }

    @AfterEach
    void stop() {
        for (String tenant : List.of("acme", "globex")) {
            tenancy.drop(tenant, tenancy.drop(tenant));
        }
        factory.close();
        lockTimeout("reset lock_timeout");
    }

    private void lockTimeout(String change) {
        node.executeAsSuperuser(
                "alter role " + node.appRole().name() + " in database " + node.database() + " " + change);
    }

    private interface Work {
        void on(Statement statement) throws SQLException;
    }

    private void as(String tenant, boolean autoCommit, Work work) throws SQLException {
        try (Connection connection =
                TenantContext.call(tenant, () -> tenancy.dataSource().getConnection())) {
            connection.setAutoCommit(autoCommit);
            try (Statement statement = connection.createStatement()) {
                work.on(statement);
            }
            if (!autoCommit) {
                connection.commit();
            }
        }
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private String[] baseline(String tenant) throws SQLException {
        String[] found = new String[2];
        as(tenant, false, statement -> {
            found[0] = text(statement, BASELINE);
            found[1] = text(statement, "select pg_backend_pid()");
        });
        return found;
    }

    @Test
    void whateverOneChangedOfTheSessionTheNextFindsItAsItWas() throws SQLException {
        String[] before = baseline("globex");
        for (boolean autoCommit : new boolean[] {true, false}) {
            for (String change : List.of(
                    "set statement_timeout = '7s'",
                    "set work_mem = '7MB'",
                    "set search_path = tenant_acme",
                    "select set_config('my.secret', 'acme', false)",
                    "select set_config('nexs.tenant_id', 'acme', false)",
                    "select pg_advisory_lock(7)",
                    "create temp table left_behind as select * from article",
                    "select * into temp left_behind from article",
                    "do $$ begin perform set_config('my.secret', 'acme', false); end $$",
                    "select 1; set work_mem = '7MB'",
                    "set application_name = 'acme'",
                    "set extra_float_digits = 0")) {
                as("acme", autoCommit, statement -> statement.execute(change));
                assertThat(baseline("globex")).as(change).containsExactly(before);
            }
        }
        as("acme", false, statement -> statement.execute("declare c cursor with hold for select 1"));
        assertThat(baseline("globex")).containsExactly(before);
    }

    @Test
    void whatAFunctionChangedOutOfSightIsTakenBackToo() throws SQLException {
        node.execute("create function public.remember() returns int language plpgsql as $$ begin"
                + " perform set_config('my.secret', 'acme', false); return 1; end $$");
        String[] before = baseline("globex");
        as("acme", false, statement -> text(statement, "select remember()"));
        assertThat(baseline("globex")).containsExactly(before);
        node.execute("drop function public.remember()");
    }

    /** Somebody holds a lock on the temporary table, so that the server refuses to drop it: on a connection that is sound. */
    @Test
    void aConnectionThatCannotBeResetIsDestroyed() throws SQLException {
        String[] before = baseline("globex");
        try (Connection other = node.connectAs(node.superuser())) {
            other.setAutoCommit(false);
            as("acme", true, statement -> {
                statement.execute("create temp table left_behind as select 'acme' as whose");
                statement.execute("select set_config('my.secret', 'acme', false)");
                String schema = text(statement, "select nspname from pg_namespace where oid = pg_my_temp_schema()");
                try (Statement locking = other.createStatement()) {
                    locking.execute("lock table " + schema + ".left_behind in access share mode");
                }
            });
            String[] after = new String[1];
            as("globex", false, statement -> {
                after[0] = text(statement, "select coalesce(nullif(current_setting('my.secret', true), ''), '-')");
                assertThat(text(statement, "select pg_backend_pid()")).isNotEqualTo(before[1]);
            });
            assertThat(after[0]).isEqualTo("-");
            other.rollback();
        }
    }
}
