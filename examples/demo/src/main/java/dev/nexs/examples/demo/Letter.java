package dev.nexs.examples.demo;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/** What each tenant has for itself. */
@Entity
class Letter {

    @Id
    @GeneratedValue
    @Nullable
    Long id;

    String text;

    /** For Hibernate. */
    protected Letter() {
        this("");
    }

    Letter(String text) {
        this.text = text;
    }
}
