package dev.nexs.benchmarks.softdelete;

import dev.nexs.softdelete.SoftDeletable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.math.BigDecimal;
import java.time.Instant;

/** The template of the entities whose boot is measured. */
@Entity
@SoftDeletable
public class MarkedEntity {
    @Id
    Long id;

    String name;

    String description;

    BigDecimal price;

    Instant created;

    int quantity;

    /** For Hibernate. */
    public MarkedEntity() {}
}
