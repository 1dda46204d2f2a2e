package dev.nexs.examples.basic;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/** An ordinary entity: nothing of Nexs in it. */
@Entity
class Customer {

    @Id
    @GeneratedValue
    @Nullable
    Long id;

    String name;

    /** For Hibernate. */
    protected Customer() {
        this("");
    }

    Customer(String name) {
        this.name = name;
    }
}
