package dev.nexs.types;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.support.Databases;
import dev.nexs.types.support.Functions;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The snippets of docs/json-and-arrays.md. */
@PostgresServer
class GuideIT {

    record Profile(String name, int age, String role) {}

    enum Mood {
        GOOD,
        BAD
    }

    @Entity(name = "Customer")
    @GinIndex(columns = "profile", ops = GinOps.JSONB_PATH)
    @BtreeJsonIndex(column = "profile", path = "age", cast = "integer")
    static class Customer {

        @Id
        long id;

        @JsonbColumn
        @JsonSchema("schemas/person.json")
        Profile profile;
    }

    @Entity(name = "Plan")
    static class Plan {

        @Id
        long id;

        @ArrayColumn
        int[][] matrix;

        @ArrayColumn
        List<List<String>> grid;

        @ArrayColumn(enums = EnumStyle.NATIVE)
        Mood[] moods;
    }

    @Entity(name = "Article")
    @FullTextIndex(columns = {"title", "body"})
    @GinIndex(columns = "title", ops = GinOps.TRIGRAM)
    static class Article {

        @Id
        long id;

        String title;

        String body;
    }

    private static SessionFactory factory;

    @BeforeAll
    static void start(Node node) {
        node.execute("create extension if not exists pg_trgm");
        factory = Databases.factory(node, Customer.class, Plan.class, Article.class);
        factory.inTransaction(session -> {
            Customer ada = new Customer();
            ada.id = 1;
            ada.profile = new Profile("Ada", 36, "admin");
            session.persist(ada);
            Plan plan = new Plan();
            plan.moods = new Mood[] {Mood.GOOD};
            session.persist(plan);
            Article article = new Article();
            article.title = "The quick brown fox";
            session.persist(article);
        });
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    @Test
    void aQueryInHql() {
        List<String> names = factory.fromSession(session -> session.createSelectionQuery(
                        "select jsonb_get_text(c.profile, 'name') from Customer c"
                                + " where jsonb_contains(c.profile, :part)"
                                + " and cast(jsonb_get_text(c.profile, 'age') as integer) > :age",
                        String.class)
                .setParameter("part", Map.of("role", "admin"))
                .setParameter("age", 30)
                .getResultList());
        assertThat(names).containsExactly("Ada");
    }

    @Test
    void aQueryInCriteria() {
        List<Customer> customers = factory.fromSession(session -> {
            CriteriaBuilder builder = session.getCriteriaBuilder();
            CriteriaQuery<Customer> query = builder.createQuery(Customer.class);
            Root<Customer> customer = query.from(Customer.class);
            query.where(
                    Jsonb.contains(builder, customer.get("profile"), Map.of("role", "admin")),
                    builder.equal(Jsonb.getText(builder, customer.get("profile"), "name"), "Ada"));
            return session.createSelectionQuery(query).getResultList();
        });
        assertThat(customers).hasSize(1);
    }

    @Test
    void aSearchForWords() {
        List<Article> articles = factory.fromSession(session -> {
            return session.createSelectionQuery(
                            "from Article a where fulltext_matches(fulltext_document('english', a.title, a.body),"
                                    + " websearch_to_tsquery('english', :words)) or trigram_similar(a.title, :words)",
                            Article.class)
                    .setParameter("words", "brown fox")
                    .getResultList();
        });
        assertThat(articles).hasSize(1);
    }

    @Test
    void aChangeOfAPart() {
        factory.inTransaction(session -> {
            session.createMutationQuery(
                            "update Customer c set c.profile = jsonb_set(c.profile, :age, 'age') where c.id = :id")
                    .setParameter("age", 37)
                    .setParameter("id", 1L)
                    .executeUpdate();
            assertThat(session.find(Customer.class, 1L).profile.age()).isEqualTo(37);
        });
    }

    @Test
    void everyJavaBlockOfTheGuideIsInThisClass() throws IOException {
        String compiled = compact(Files.readString(Path.of("src/test/java/dev/nexs/types/GuideIT.java"))
                .replaceAll("@Entity\\(name = \"\\w+\"\\)", "@Entity")
                .replace("static class", "class")
                .replace("return ", ""));
        List<String> blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(guide())
                .results()
                .map(block -> compact(block.group(1)).replaceAll(";$", ""))
                .toList();
        assertThat(blocks)
                .hasSizeGreaterThan(4)
                .allSatisfy(block -> assertThat(compiled).contains(block));
    }

    @Test
    void everyFunctionHasARowInTheGuide() throws IOException {
        String rows = guide().lines().filter(line -> line.startsWith("| `")).collect(Collectors.joining("\n"));
        assertThat(Functions.inExpressions(factory))
                .allSatisfy(name -> assertThat(rows).contains("`" + name + "("));
        assertThat(Functions.inFrom(factory))
                .allSatisfy(name -> assertThat(rows).contains("`" + name + "("));
    }

    private static String guide() throws IOException {
        return Files.readString(Path.of("../docs/json-and-arrays.md"));
    }

    private static String compact(String code) {
        return code.replaceAll("\\s+", "");
    }
}
