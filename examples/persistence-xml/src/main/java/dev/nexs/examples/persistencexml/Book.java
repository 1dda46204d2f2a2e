package dev.nexs.examples.persistencexml;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.jspecify.annotations.NullUnmarked;

/** A book. */
@Entity
@NullUnmarked
public class Book {

    @Id
    @GeneratedValue
    Long id;

    String title;

    String author;

    /** Called by Hibernate. */
    protected Book() {}

    /** A book that is not stored yet. */
    public Book(String title, String author) {
        this.title = title;
        this.author = author;
    }
}
