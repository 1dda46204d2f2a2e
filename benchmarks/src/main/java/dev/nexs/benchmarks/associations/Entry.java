package dev.nexs.benchmarks.associations;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.SequenceGenerator;

@Entity
class Entry {
    @Id
    @GeneratedValue(strategy = jakarta.persistence.GenerationType.SEQUENCE, generator = "entry")
    @SequenceGenerator(name = "entry", sequenceName = "entry_seq", initialValue = 100_000, allocationSize = 500)
    Long id;

    String text;

    @ManyToOne(fetch = FetchType.LAZY)
    Parent parent;
}
