package dev.nexs.examples.demo;

import dev.nexs.orm.Transactions;
import dev.nexs.tenancy.Tenancy;
import dev.nexs.tenancy.Tenant;
import dev.nexs.tenancy.TenantContext;
import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** Two tenants in schemas of their own; native SQL sees no more than HQL. */
final class TenantsScene implements Scene {

    static final String FOREIGN = "rows of other tenants seen";

    @Override
    public String title() {
        return "Two tenants";
    }

    @Override
    public void play(Stage stage) {
        try (SessionFactory sessions = sessions(stage)) {
            Tenancy tenancy = Tenancy.of(sessions);
            Transactions tx = Transactions.of(sessions);
            long foreign = 0;
            for (String tenant : List.of("acme", "globex")) {
                tenancy.provision(Tenant.named(tenant));
                TenantContext.run(tenant, () -> tx.run(session -> session.persist(new Letter("of " + tenant))));
            }
            for (String tenant : List.of("acme", "globex")) {
                List<String> seen = TenantContext.call(
                        tenant,
                        () -> tx.read(session -> session.createNativeQuery("select text from Letter", String.class)
                                .getResultList()));
                stage.say("%s sees %s", tenant, seen);
                foreign += seen.stream()
                        .filter(text -> !text.equals("of " + tenant))
                        .count();
            }
            stage.figures().put(FOREIGN, foreign);
        }
    }

    /** The application logs in as a role that owns nothing. */
    private static SessionFactory sessions(Stage stage) {
        return new Configuration()
                .addAnnotatedClass(Letter.class)
                .setProperty("nexs.url", stage.cluster().jdbcUrl())
                .setProperty(
                        "nexs.username", stage.cluster().primary().appRole().name())
                .setProperty(
                        "nexs.password", stage.cluster().primary().appRole().password())
                .setProperty("nexs.tenancy.strategy", "schema")
                .setProperty("nexs.tenancy.admin.username", stage.cluster().username())
                .setProperty("nexs.tenancy.admin.password", stage.cluster().password())
                .buildSessionFactory();
    }
}
