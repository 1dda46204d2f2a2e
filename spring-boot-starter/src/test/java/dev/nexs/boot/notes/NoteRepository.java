package dev.nexs.boot.notes;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.NativeQuery;

public interface NoteRepository extends JpaRepository<Note, Long> {
    @NativeQuery("select pg_is_in_recovery()")
    boolean onReplica();
}
