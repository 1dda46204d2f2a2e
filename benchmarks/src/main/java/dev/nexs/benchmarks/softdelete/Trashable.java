package dev.nexs.benchmarks.softdelete;

import dev.nexs.softdelete.DeletedAt;
import dev.nexs.softdelete.SoftDeletable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity
@Table(name = "document")
@SoftDeletable(batch = false)
class Trashable {
    @Id
    Long id;

    String owner;

    String title;

    @DeletedAt
    Instant deletedAt;
}
