package dev.nexs.benchmarks.associations;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;

@Entity
class Third {
    @Id
    Long id;

    String text;

    @ManyToOne(fetch = FetchType.LAZY)
    Parent parent;
}
