package dev.nexs.examples.json;

import dev.nexs.examples.json.Customer.Profile;
import dev.nexs.types.JsonSchemaViolationException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;

/** Documents in the life of an entity. */
public final class Documents {

    private Documents() {}

    /** Runs on the server that {@code NEXS_URL} names, else on an embedded one. */
    public static void main(String[] arguments) {
        run(System.out);
    }

    static void run(PrintStream out) {
        Sessions.on(factory -> run(factory, out), Customer.class);
    }

    private static void run(SessionFactory factory, PrintStream out) {
        factory.inTransaction(session -> {
            session.persist(new Customer(1, profile("Ada", 36)));
            session.persist(new Customer(2, profile("Alan", 41)));
        });
        out.println("chess players over 40: "
                + factory.fromSession(session -> session.createSelectionQuery(
                                "select jsonb_get_text(c.profile, 'name') from Customer c"
                                        + " where jsonb_contains(c.profile, :part)"
                                        + " and jsonb_path_match(c.profile, '$.age > 40')",
                                String.class)
                        .setParameter("part", Map.of("interests", List.of("chess")))
                        .getResultList()));
        factory.inTransaction(session -> session.createMutationQuery(
                        "update Customer c set c.profile = jsonb_append(c.profile, '\"running\"', 'interests')"
                                + " where c.id = 2")
                .executeUpdate());
        factory.inTransaction(session -> session.find(Customer.class, 2L).profile().age++);
        factory.inSession(session -> {
            Profile alan = session.find(Customer.class, 2L).profile();
            out.println("Alan is " + alan.age + " and likes " + alan.interests);
        });
        try {
            factory.inTransaction(session -> session.find(Customer.class, 1L).profile().age = -1);
        } catch (JsonSchemaViolationException e) {
            out.println("refused: " + e.violations());
        }
    }

    private static Profile profile(String name, int age) {
        Profile profile = new Profile();
        profile.name = name;
        profile.age = age;
        profile.story = "long ".repeat(50);
        profile.interests = List.of("chess");
        return profile;
    }
}
