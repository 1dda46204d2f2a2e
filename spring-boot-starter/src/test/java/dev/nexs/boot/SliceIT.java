package dev.nexs.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.boot.notes.Note;
import dev.nexs.boot.notes.NoteRepository;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.testing.Cluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The slice for repositories sees the datasource, since it is an auto-configuration of that slice, too. */
@DataJpaTest(properties = {"spring.jpa.hibernate.ddl-auto=create", "spring.flyway.enabled=false"})
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
@ContextConfiguration(classes = dev.nexs.boot.notes.Notes.class)
@DirtiesContext
class SliceIT {

    private static Cluster cluster;

    @Autowired
    NoteRepository notes;

    @Autowired
    NexsDataSource source;

    @DynamicPropertySource
    static void place(DynamicPropertyRegistry registry) {
        cluster = Cluster.start();
        registry.add("spring.datasource.url", cluster::jdbcUrl);
        registry.add("spring.datasource.username", cluster::username);
        registry.add("spring.datasource.password", cluster::password);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void aRepositoryTestRunsOnTheCluster() {
        notes.save(new Note("in a slice"));
        notes.flush();
        assertThat(notes.count()).isEqualTo(1);
        assertThat(source.cluster().primary()).isPresent();
    }
}
