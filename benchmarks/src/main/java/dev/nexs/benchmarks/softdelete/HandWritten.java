package dev.nexs.benchmarks.softdelete;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity
@Table(name = "document")
class HandWritten {
    @Id
    Long id;

    String owner;

    String title;

    @Column(name = "deleted_at")
    Instant deletedAt;
}
