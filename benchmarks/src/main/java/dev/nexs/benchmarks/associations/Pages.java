package dev.nexs.benchmarks.associations;

import dev.nexs.associations.FetchPlan;
import dev.nexs.associations.FetchStrategy;
import dev.nexs.benchmarks.harness.Comparison;
import org.hibernate.Session;
import org.hibernate.SessionFactory;

/** A page of parents with everything: in four statements, or in one. */
final class Pages {

    private Pages() {}

    static Comparison comparison(SessionFactory sessions, String server) {
        FetchPlan<Parent> plan = FetchPlan.of(Parent.class);
        FetchPlan<Parent> preload = plan.with("firsts", "seconds", "thirds");
        FetchPlan<Parent> json = plan.using("firsts", FetchStrategy.JSON)
                .using("seconds", FetchStrategy.JSON)
                .using("thirds", FetchStrategy.JSON);
        return Comparison.of("a page of a plan, " + server, "10 parents, three collections of 20, limit and offset")
                .contender(
                        "FetchPlan, PRELOAD (4 statements)",
                        () -> sessions.inTransaction(session -> read(session, preload)))
                .contender(
                        "FetchPlan, JSON (1 statement)", () -> sessions.inTransaction(session -> read(session, json)));
    }

    private static void read(Session session, FetchPlan<Parent> plan) {
        AssociationsGroup.touch(plan.list(
                session,
                session.createSelectionQuery("from Parent where id <= 200 order by id", Parent.class)
                        .setFirstResult(50)
                        .setMaxResults(10)));
    }
}
