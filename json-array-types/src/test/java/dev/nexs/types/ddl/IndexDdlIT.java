package dev.nexs.types.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.ArrayColumn;
import dev.nexs.types.BtreeJsonIndex;
import dev.nexs.types.GinIndex;
import dev.nexs.types.GinOps;
import dev.nexs.types.IndexDdl;
import dev.nexs.types.JsonbColumn;
import dev.nexs.types.support.Databases;
import dev.nexs.types.support.SqlLog;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.junit.jupiter.api.Test;

@PostgresServer
class IndexDdlIT {

    @Entity(name = "Item")
    @GinIndex(columns = "doc", ops = GinOps.JSONB_PATH)
    @GinIndex(columns = "doc", path = "labels", name = "item_labels")
    @GinIndex(columns = "tags")
    @BtreeJsonIndex(column = "doc", path = "sku", unique = true)
    @BtreeJsonIndex(
            column = "doc",
            path = {"size", "o'w"},
            cast = "integer",
            name = "Item Width")
    static class Item {
        @Id
        long id;

        @JsonbColumn
        @Column(name = "the_doc")
        Map<String, Object> doc;

        @ArrayColumn
        List<String> tags;
    }

    @Test
    void createAndUpdateMakeTheIndexesAndQueriesUseThem(Node node) throws SQLException {
        SqlLog log = new SqlLog();
        try (SessionFactory factory =
                Databases.factory(node, Map.of("hibernate.session_factory.statement_inspector", log), Item.class)) {
            assertThat(indexes(node))
                    .contains(
                            "item_the_doc_jsonb_path_ops",
                            "item_labels",
                            "item_tags_gin",
                            "item_the_doc_sku_unique_btree",
                            "Item Width");
            node.execute("insert into Item(id, the_doc) select i, jsonb_build_object('sku', 's' || i, 'labels',"
                    + " jsonb_build_array('l' || i), 'size', jsonb_build_object('o''w', i))"
                    + " from generate_series(1, 5000) i");
            node.execute("vacuum analyze Item");
            assertUses(factory, node, log, "jsonb_contains(i.doc, '{\"sku\":\"s7\"}')", "item_the_doc_jsonb_path_ops");
            assertUses(factory, node, log, "jsonb_get_text(i.doc, 'sku') = 's7'", "item_the_doc_sku_unique_btree");
            assertUses(
                    factory, node, log, "jsonb_contains(jsonb_path_get(i.doc, 'labels'), '[\"l7\"]')", "item_labels");
            assertUses(
                    factory,
                    node,
                    log,
                    "cast(jsonb_path_get_text(i.doc, 'size', 'o''w') as integer) between 7 and 8",
                    "Item Width");
        }
        node.execute("drop index item_labels");
        long before = oid(node, "item_tags_gin");
        Databases.factory(node, Map.of("hibernate.hbm2ddl.auto", "update"), Item.class)
                .close();
        assertThat(indexes(node)).contains("item_labels");
        assertThat(oid(node, "item_tags_gin"))
                .as("an update does not rebuild an index")
                .isEqualTo(before);
    }

    private static void assertUses(SessionFactory factory, Node node, SqlLog log, String predicate, String index)
            throws SQLException {
        factory.inSession(
                session -> session.createSelectionQuery("select i.id from Item i where " + predicate, Long.class)
                        .getResultList());
        assertThat(String.join("\n", strings(node, "explain " + log.last())))
                .as(log.last())
                .contains(index);
    }

    private static List<String> indexes(Node node) throws SQLException {
        return strings(node, "select indexname from pg_indexes where schemaname = 'public'");
    }

    private static long oid(Node node, String index) throws SQLException {
        return Long.parseLong(
                strings(node, "select '" + index + "'::regclass::oid").get(0));
    }

    private static List<String> strings(Node node, String sql) throws SQLException {
        List<String> strings = new ArrayList<>();
        try (Connection connection = node.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
        }
        return strings;
    }

    @Test
    void theStatementsAreGivenForAMigration() {
        try (StandardServiceRegistry registry = new StandardServiceRegistryBuilder()
                .applySetting("hibernate.dialect", "org.hibernate.dialect.PostgreSQLDialect")
                .applySetting("hibernate.boot.allow_jdbc_metadata_access", "false")
                .build()) {
            Metadata metadata =
                    new MetadataSources(registry).addAnnotatedClass(Item.class).buildMetadata();
            assertThat(IndexDdl.of(metadata))
                    .contains(
                            "create index if not exists item_the_doc_jsonb_path_ops on Item using gin"
                                    + " (the_doc jsonb_path_ops)",
                            "create index if not exists item_labels on Item using gin"
                                    + " (((the_doc#>array['labels'])))",
                            "create unique index if not exists item_the_doc_sku_unique_btree on Item using btree"
                                    + " (((the_doc->>'sku')))",
                            "create index if not exists \"Item Width\" on Item using btree"
                                    + " ((cast((the_doc#>>array['size','o''w']) as integer)))");
        }
    }

    @Entity(name = "Misnamed")
    @GinIndex(columns = "nothing")
    static class Misnamed {
        @Id
        long id;
    }

    @Entity(name = "Evil")
    @BtreeJsonIndex(column = "doc", path = "a", cast = "int); drop table x")
    static class Evil {
        @Id
        long id;

        @JsonbColumn
        Map<String, Object> doc;
    }

    @Test
    void aWrongIndexStopsTheStart(Node node) {
        assertThatThrownBy(() -> Databases.factory(node, Misnamed.class))
                .hasMessageContaining("Misnamed")
                .hasMessageContaining("nothing");
        assertThatThrownBy(() -> Databases.factory(node, Evil.class)).hasStackTraceContaining("which is no SQL type");
    }

    @Entity(name = "Alike")
    @BtreeJsonIndex(column = "doc", path = "age")
    @BtreeJsonIndex(column = "doc", path = "age", cast = "integer")
    @BtreeJsonIndex(column = "doc", path = "age", unique = true)
    @BtreeJsonIndex(column = "doc", path = "a-b")
    @BtreeJsonIndex(column = "doc", path = "ab")
    @BtreeJsonIndex(column = "doc", path = "a.b")
    @BtreeJsonIndex(column = "doc", path = "a_very_long_name_of_a_member_that_goes_on_and_on_and_on_to_the_first_end")
    @BtreeJsonIndex(column = "doc", path = "a_very_long_name_of_a_member_that_goes_on_and_on_and_on_to_the_second_end")
    @GinIndex(columns = "doc")
    @GinIndex(columns = "doc")
    static class Alike {
        @Id
        long id;

        @JsonbColumn
        Map<String, Object> doc;
    }

    @Test
    void indexesThatLookAlikeAreToldApart(Node node) throws SQLException {
        Databases.factory(node, Alike.class).close();
        assertThat(strings(node, "select indexname from pg_indexes where tablename = 'alike' order by 1"))
                .hasSize(10)
                .contains(
                        "alike_doc_age_btree",
                        "alike_doc_age_integer_btree",
                        "alike_doc_age_unique_btree",
                        "alike_doc_ab_btree",
                        "alike_doc_gin");
        assertThat(strings(node, "select indexname from pg_indexes where tablename = 'alike' and indexdef ~ 'UNIQUE'"))
                .containsExactlyInAnyOrder("alike_pkey", "alike_doc_age_unique_btree");
    }

    @Entity(name = "Colliding")
    @BtreeJsonIndex(
            column = "doc",
            path = {"a", "b"})
    @BtreeJsonIndex(column = "doc", path = "a_b")
    static class Colliding {
        @Id
        long id;

        @JsonbColumn
        Map<String, Object> doc;
    }

    @Test
    void twoIndexesOfOneNameStopTheStart(Node node) {
        assertThatThrownBy(() -> Databases.factory(node, Colliding.class))
                .hasStackTraceContaining("colliding_doc_a_b_btree")
                .hasStackTraceContaining("[a, b]")
                .hasStackTraceContaining("[a_b]")
                .hasStackTraceContaining("name = ");
    }
}
