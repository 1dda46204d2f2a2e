package dev.nexs.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.testing.PostgresServer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;

/** How an application tests itself: an annotation gives it a server, and no setting names one. */
@SpringBootTest(classes = NotesApplication.class)
@PostgresServer
@DirtiesContext
class NotesIT {

    @Autowired
    Notes notes;

    @Autowired
    NexsDataSource source;

    @Test
    void theServerOfTheTestIsTheApplicationsDatabase() {
        assertThat(notes.write("in a test")).isEqualTo("the primary");
        assertThat(notes.read()).startsWith("1 on");
        assertThat(source.cluster().nodes()).hasSize(1);
    }
}
