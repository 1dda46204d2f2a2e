package dev.nexs.examples.demo;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/** What the first scenes write and read. */
@Entity
class Book {

    @Id
    @GeneratedValue
    @Nullable
    Long id;

    String title;

    /** For Hibernate. */
    protected Book() {
        this("");
    }

    Book(String title) {
        this.title = title;
    }
}
