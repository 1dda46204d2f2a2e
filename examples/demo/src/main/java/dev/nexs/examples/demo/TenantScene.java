package dev.nexs.examples.demo;

import dev.nexs.orm.Transactions;
import dev.nexs.tenancy.Tenancy;
import dev.nexs.tenancy.TenancyException;
import dev.nexs.tenancy.Tenant;
import dev.nexs.tenancy.TenantContext;
import dev.nexs.testing.Node;
import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** Two tenants in one table, under row-level security. */
final class TenantScene implements Scene {

    private static final String QUERY = "select text from Letter";

    @Override
    public String title() {
        return "Tenants: the same SQL, and each sees its own rows";
    }

    @Override
    public void play(Stage stage) {
        try (SessionFactory sessions = sessions(stage)) {
            Tenancy tenancy = Tenancy.of(sessions);
            Transactions tx = Transactions.of(sessions);
            for (String tenant : List.of("acme", "globex")) {
                tenancy.provision(Tenant.named(tenant));
                TenantContext.run(tenant, () -> tx.run(session -> session.persist(new Letter("to " + tenant))));
            }
            for (String tenant : List.of("acme", "globex")) {
                List<String> texts = TenantContext.call(
                        tenant,
                        () -> tx.write(session ->
                                session.createNativeQuery(QUERY, String.class).getResultList()));
                stage.say("%-6s  %s -> %s", tenant, QUERY, texts);
            }
            tenancy.suspend("globex");
            try {
                TenantContext.run("globex", () -> sessions.openSession().close());
            } catch (TenancyException e) {
                stage.say("globex  openSession() -> %s", String.valueOf(e.getMessage()));
            }
        }
    }

    /** The application logs in as a role that owns nothing. */
    private static SessionFactory sessions(Stage stage) {
        Node primary = stage.cluster().primary();
        Configuration configuration = new Configuration().addAnnotatedClass(Letter.class);
        configuration.setProperty("nexs.url", stage.cluster().jdbcUrl());
        configuration.setProperty("nexs.username", primary.appRole().name());
        configuration.setProperty("nexs.password", primary.appRole().password());
        configuration.setProperty("nexs.tenancy.strategy", "row");
        configuration.setProperty("nexs.tenancy.admin.username", primary.username());
        configuration.setProperty("nexs.tenancy.admin.password", primary.password());
        configuration.setProperty("hibernate.hbm2ddl.auto", "create");
        return configuration.buildSessionFactory();
    }
}
