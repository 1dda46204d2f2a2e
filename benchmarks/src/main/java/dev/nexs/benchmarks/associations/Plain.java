package dev.nexs.benchmarks.associations;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** An entity that is associated with nothing. */
@Entity
class Plain {
    @Id
    Long id;

    String text;

    Integer number;
}
