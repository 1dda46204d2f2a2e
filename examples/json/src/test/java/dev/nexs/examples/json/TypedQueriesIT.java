package dev.nexs.examples.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.types.Jsonb;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.hibernate.query.specification.SelectionSpecification;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** All that HQL has, over the static metamodel that the build has made. */
class TypedQueriesIT {

    @Test
    void theStaticMetamodelIsAllThatATypedQueryNeeds() {
        Sessions.on(TypedQueriesIT::run, Customer.class);
    }

    private static void run(SessionFactory factory) {
        factory.inTransaction(session -> {
            session.persist(customer(1, "Ada", 36, "chess", "maths"));
            session.persist(customer(2, "Alan", 41, "chess", "running"));
            session.persist(customer(3, "Grace", 85, "ships"));
        });
        restrictions(factory);
        variablesOfAPath(factory);
        rows(factory);
        aggregates(factory);
    }

    private static void restrictions(SessionFactory factory) {
        List<Customer> players = factory.fromSession(session -> SelectionSpecification.create(Customer.class)
                .restrict(Jsonb.contains(Customer_.profile, Map.of("interests", List.of("chess"))))
                .restrict(Jsonb.pathMatch(Customer_.profile, "$.age > 40"))
                .createQuery(session)
                .getResultList());
        assertThat(players).extracting(player -> player.profile().name).containsExactly("Alan");
    }

    private static void variablesOfAPath(SessionFactory factory) {
        factory.inSession(session -> {
            HibernateCriteriaBuilder builder = session.getCriteriaBuilder();
            var query = builder.createQuery(JsonNode.class);
            var customer = query.from(Customer.class);
            var profile = customer.get(Customer_.profile);
            query.select(Jsonb.pathQueryFirst(
                            builder, profile, "$.interests[*] ? (@ starts with $with)", Map.of("with", "c")))
                    .where(
                            Jsonb.pathExists(builder, profile, "$ ? (@.age > $age)", Map.of("age", 40)),
                            Jsonb.pathMatch(builder, profile, "$.name == $name", Map.of("name", "Alan")));
            assertThat(session.createSelectionQuery(query).getSingleResult().asString())
                    .isEqualTo("chess");
            var all = builder.createQuery(JsonNode.class);
            var each = all.from(Customer.class);
            all.select(Jsonb.pathQueryArray(
                            builder,
                            each.get(Customer_.profile),
                            "$.interests[*] ? (@ != $but)",
                            Map.of("but", "chess")))
                    .where(builder.equal(each.get(Customer_.id), 1L));
            assertThat(session.createSelectionQuery(all).getSingleResult().toString())
                    .isEqualTo("[\"maths\"]");
        });
    }

    private static void rows(SessionFactory factory) {
        factory.inSession(session -> {
            HibernateCriteriaBuilder builder = session.getCriteriaBuilder();
            var query = builder.createQuery(String.class);
            var customer = query.from(Customer.class);
            var interest = customer.joinLateral(
                    Jsonb.arrayElementsText(builder, Jsonb.get(builder, customer.get(Customer_.profile), "interests")));
            query.select(interest).where(builder.equal(customer.get(Customer_.id), 2L));
            assertThat(session.createSelectionQuery(query).getResultList()).containsExactly("chess", "running");

            var keys = builder.createQuery(String.class);
            var owner = keys.from(Customer.class);
            var key = owner.joinLateral(Jsonb.objectKeys(builder, owner.get(Customer_.profile)));
            keys.select(key).where(builder.equal(owner.get(Customer_.id), 1L));
            assertThat(session.createSelectionQuery(keys).getResultList())
                    .containsExactlyInAnyOrder("name", "age", "story", "interests");

            var nodes = builder.createQuery(JsonNode.class);
            var from = nodes.from(Customer.class);
            var node = from.joinLateral(
                    Jsonb.pathQuery(builder, from.get(Customer_.profile), "$.age ? (@ > $age)", Map.of("age", 40)));
            nodes.select(node);
            List<Integer> ages = new ArrayList<>();
            session.createSelectionQuery(nodes).getResultList().forEach(age -> ages.add(age.asInt()));
            assertThat(ages).containsExactlyInAnyOrder(41, 85);
        });
    }

    private static void aggregates(SessionFactory factory) {
        factory.inSession(session -> {
            HibernateCriteriaBuilder builder = session.getCriteriaBuilder();
            var query = builder.createQuery(JsonNode.class);
            var customer = query.from(Customer.class);
            var name = Jsonb.getText(builder, customer.get(Customer_.profile), "name");
            query.select(Jsonb.agg(
                    builder,
                    name,
                    Jsonb.pathMatch(builder, customer.get(Customer_.profile), "$.age > 40"),
                    builder.desc(name)));
            assertThat(session.createSelectionQuery(query).getSingleResult().toString())
                    .isEqualTo("[\"Grace\",\"Alan\"]");
            var object = builder.createQuery(JsonNode.class);
            var each = object.from(Customer.class);
            object.select(Jsonb.objectAgg(
                    builder,
                    Jsonb.getText(builder, each.get(Customer_.profile), "name"),
                    each.get(Customer_.id),
                    builder.lessThan(each.get(Customer_.id), 3L)));
            assertThat(session.createSelectionQuery(object).getSingleResult().toString())
                    .isEqualTo("{\"Ada\":1,\"Alan\":2}");
            var built = builder.createQuery(JsonNode.class);
            var one = built.from(Customer.class);
            built.select(Jsonb.buildObject(
                            builder, "id", one.get(Customer_.id), "tags", Jsonb.buildArray(builder, "a", 1)))
                    .where(builder.equal(one.get(Customer_.id), 3L));
            assertThat(session.createSelectionQuery(built).getSingleResult().toString())
                    .isEqualTo("{\"id\":3,\"tags\":[\"a\",1]}");
        });
    }

    private static Customer customer(long id, String name, int age, String... interests) {
        Customer.Profile profile = new Customer.Profile();
        profile.name = name;
        profile.age = age;
        profile.interests = List.of(interests);
        return new Customer(id, profile);
    }
}
