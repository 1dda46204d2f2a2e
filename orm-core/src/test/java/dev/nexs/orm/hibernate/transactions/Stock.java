package dev.nexs.orm.hibernate.transactions;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

/** A row that is changed under contention. */
@Entity
class Stock {

    @Id
    Long id;

    @Version
    int version;

    int amount;

    /** Called by Hibernate. */
    Stock() {}

    Stock(long id, int amount) {
        this.id = id;
        this.amount = amount;
    }
}
