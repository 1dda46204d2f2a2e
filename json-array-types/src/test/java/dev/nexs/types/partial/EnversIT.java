package dev.nexs.types.partial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.JsonbColumn;
import dev.nexs.types.support.Databases;
import dev.nexs.types.support.SqlLog;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.envers.AuditReader;
import org.hibernate.envers.AuditReaderFactory;
import org.hibernate.envers.Audited;
import org.junit.jupiter.api.Test;

/** An update by path is an update to Envers too. */
@PostgresServer
class EnversIT {

    @Entity(name = "Contract")
    @Audited
    static class Contract {
        @Id
        long id = 1;

        String title = "t";

        @JsonbColumn(partialUpdate = true)
        Map<String, Object> terms = new HashMap<>(Map.of("days", 14, "place", "Rome"));
    }

    private static final SqlLog LOG = new SqlLog();

    @Test
    void everyChangeOfAPartIsARevision(Node node) {
        try (SessionFactory factory =
                Databases.factory(node, Map.of("hibernate.session_factory.statement_inspector", LOG), Contract.class)) {
            factory.inTransaction(session -> session.persist(new Contract()));
            factory.inTransaction(
                    session -> session.find(Contract.class, 1L).terms.put("days", 30));
            factory.inTransaction(
                    session -> session.find(Contract.class, 1L).terms.put("place", "Rome"));
            factory.inTransaction(
                    session -> session.find(Contract.class, 1L).terms.remove("place"));

            assertThat(LOG.all()).anyMatch(sql -> sql.contains("jsonb_set"));
            factory.inSession(session -> {
                AuditReader reader = AuditReaderFactory.get(session);
                List<Number> revisions = reader.getRevisions(Contract.class, 1L);
                assertThat(revisions).hasSize(3);
                assertThat(revisions)
                        .extracting(revision -> reader.find(Contract.class, 1L, revision).terms)
                        .containsExactly(
                                Map.of("days", 14, "place", "Rome"),
                                Map.of("days", 30, "place", "Rome"),
                                Map.of("days", 30));
            });
        }
    }
}
