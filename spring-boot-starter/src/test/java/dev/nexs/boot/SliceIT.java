package dev.nexs.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.boot.notes.Note;
import dev.nexs.boot.notes.NoteRepository;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;

/** The slice for repositories sees the datasource, since it is an auto-configuration of that slice, too. */
@DataJpaTest(properties = {"spring.jpa.hibernate.ddl-auto=create", "spring.flyway.enabled=false"})
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
@ContextConfiguration(classes = dev.nexs.boot.notes.Notes.class)
@DirtiesContext
@PostgresCluster
class SliceIT {

    @Autowired
    NoteRepository notes;

    @Autowired
    NexsDataSource source;

    @Test
    void aRepositoryTestRunsOnTheCluster(Cluster cluster) {
        notes.save(new Note("in a slice"));
        notes.flush();
        assertThat(notes.count()).isEqualTo(1);
        assertThat(source.cluster().primary())
                .hasValueSatisfying(node ->
                        assertThat(node.id()).endsWith(":" + cluster.primary().port()));
    }
}
