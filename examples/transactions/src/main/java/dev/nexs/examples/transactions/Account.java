package dev.nexs.examples.transactions;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** An ordinary entity. */
@Entity
class Account {

    @Id
    long id;

    String owner;

    int balance;

    /** For Hibernate. */
    protected Account() {
        this(0, "", 0);
    }

    Account(long id, String owner, int balance) {
        this.id = id;
        this.owner = owner;
        this.balance = balance;
    }
}
