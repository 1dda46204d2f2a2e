package dev.nexs.types.other;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.ArrayColumn;
import dev.nexs.types.JsonbColumn;
import dev.nexs.types.support.Databases;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Array;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Struct;
import org.hibernate.generator.EventType;
import org.hibernate.type.SqlTypes;
import org.junit.jupiter.api.Test;

/** What the guide leaves to Hibernate, in one entity with what is ours. */
@PostgresServer
class BesideHibernateIT {

    @Embeddable
    @Struct(name = "address_type")
    record Address(String city, int number) {}

    @Entity(name = "Parcel")
    static class Parcel {
        @Id
        long id = 1;

        Address address = new Address("Rome", 1);

        @Column(columnDefinition = "email")
        String email = "ada@example.org";

        @JsonbColumn
        Map<String, Object> doc = new HashMap<>(Map.of("name", "Ada"));

        @Column(
                insertable = false,
                updatable = false,
                columnDefinition = "text generated always as (doc->>'name') stored")
        @Generated(event = {EventType.INSERT, EventType.UPDATE})
        String name;

        @ArrayColumn
        int[][] matrix = {{1, 2}};
    }

    @Test
    void compositeTypesDomainsAndGeneratedColumnsLiveBesideDocumentsAndArrays(Node node) {
        node.execute("create domain email as text check (value ~ '@')");
        try (SessionFactory factory = Databases.factory(node, Parcel.class)) {
            factory.inTransaction(session -> {
                Parcel parcel = new Parcel();
                session.persist(parcel);
                session.flush();
                assertThat(parcel.name).isEqualTo("Ada");
                parcel.doc.put("name", "Bea");
                parcel.address = new Address("Oslo", 2);
                session.flush();
                assertThat(parcel.name).isEqualTo("Bea");
            });
            factory.inSession(session -> assertThat(session.createSelectionQuery(
                                    "from Parcel p where p.address.city = 'Oslo' and p.email like 'ada%'"
                                            + " and p.name = jsonb_get_text(p.doc, 'name')",
                                    Parcel.class)
                            .getSingleResult()
                            .address)
                    .isEqualTo(new Address("Oslo", 2)));
        }
    }

    @Entity(name = "Passage")
    static class Passage {
        @Id
        long id = 1;

        @JdbcTypeCode(SqlTypes.VECTOR)
        @Array(length = 3)
        float[] embedding = {1, 2, 3};

        @JsonbColumn
        Map<String, Object> doc = Map.of("lang", "en");
    }

    @Test
    void vectorsLiveBesideDocumentsWhereTheServerHasThem(Node node) throws SQLException {
        assumeThat(hasVectors(node))
                .as("the extension pgvector is not part of this PostgreSQL; run the tests against a server that has it")
                .isTrue();
        node.execute("create extension if not exists vector");
        try (SessionFactory factory = Databases.factory(node, Passage.class)) {
            factory.inTransaction(session -> session.persist(new Passage()));
            assertThat(factory.<List<Long>>fromSession(session -> session.createSelectionQuery(
                                    "select p.id from Passage p where jsonb_contains(p.doc, :part)"
                                            + " order by cosine_distance(p.embedding, :near)",
                                    Long.class)
                            .setParameter("part", Map.of("lang", "en"))
                            .setParameter("near", new float[] {1, 2, 2})
                            .getResultList()))
                    .containsExactly(1L);
        }
    }

    private static boolean hasVectors(Node node) throws SQLException {
        try (Connection connection = node.connect();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select 1 from pg_available_extensions where name = 'vector'")) {
            return rows.next();
        }
    }
}
