package dev.nexs.benchmarks.transactions;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** A row that is read, and changed by one thread alone. */
@Entity
public class Item {

    @Id
    Long id;

    String name;

    int amount;

    /** Called by Hibernate. */
    public Item() {}
}
