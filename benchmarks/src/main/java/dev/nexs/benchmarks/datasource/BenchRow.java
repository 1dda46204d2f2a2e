package dev.nexs.benchmarks.datasource;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of four columns. */
@Entity
@Table(name = "bench")
public class BenchRow {

    @Id
    Long id;

    String name;

    int amount;

    Instant made;

    /** Called by Hibernate. */
    public BenchRow() {}
}
