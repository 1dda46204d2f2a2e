package dev.nexs.types.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.JsonbColumn;
import dev.nexs.types.support.Databases;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Objects of the JDK that change and have neither fields to look at nor an equals that tells. */
@PostgresServer
class OpaqueValuesIT {

    static class Visits {
        public String page = "home";
        public AtomicInteger count = new AtomicInteger(1);
    }

    @Entity(name = "Site")
    static class Site {
        @Id
        long id;

        @Version
        int version;

        @JsonbColumn
        Visits visits = new Visits();
    }

    private static SessionFactory factory;

    @BeforeAll
    static void start(Node node) {
        factory = Databases.factory(node, Site.class);
        factory.inTransaction(session -> {
            Site site = new Site();
            site.id = 1;
            session.persist(site);
        });
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    private static int version() {
        return factory.fromSession(session -> session.find(Site.class, 1L).version);
    }

    @Test
    void aChangeInsideIsFoundAndNothingElseIs() {
        int before = version();
        factory.inTransaction(session -> session.find(Site.class, 1L));
        assertThat(version()).as("nothing changed").isEqualTo(before);

        factory.inTransaction(
                session -> session.find(Site.class, 1L).visits.count.incrementAndGet());

        assertThat(version()).isEqualTo(before + 1);
        factory.inSession(
                session -> assertThat(session.find(Site.class, 1L).visits.count).hasValue(2));
    }
}
