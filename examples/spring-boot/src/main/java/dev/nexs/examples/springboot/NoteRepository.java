package dev.nexs.examples.springboot;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

/** An ordinary repository. */
interface NoteRepository extends JpaRepository<Note, Long> {

    @Query(nativeQuery = true, value = "select case when pg_is_in_recovery() then 'a replica' else 'the primary' end")
    String server();
}
