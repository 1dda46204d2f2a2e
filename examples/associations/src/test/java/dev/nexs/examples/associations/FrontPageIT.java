package dev.nexs.examples.associations;

import static dev.nexs.associations.Statements.assertStatements;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.util.List;
import java.util.Map;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;

@PostgresServer
class FrontPageIT {

    @Test
    void everyWayCostsWhatItSays(Node node) {
        Map<String, String> settings = Map.of(
                "jakarta.persistence.jdbc.url", node.jdbcUrl(),
                "jakarta.persistence.jdbc.user", node.username(),
                "jakarta.persistence.jdbc.password", node.password());
        try (SessionFactory sessions = Blog.start(settings);
                Session session = sessions.openSession()) {
            FrontPage page = new FrontPage(session);
            List<String> newest = assertStatements(sessions, 3, page::withTheNewestComment);
            assertThat(newest).containsExactly("post 1: 1, 'on a post'", "post 2: 1, 'on a post'");
            List<String> touched = assertStatements(sessions, 1, () -> List.of(page.touched()));
            assertThat(touched).containsExactly("refused");
            List<String> everything = assertStatements(sessions, 3, page::withEverything);
            assertThat(everything).containsExactly("post 1 by [author 1]", "post 2 by [author 2]");
        }
    }
}
