package dev.nexs.examples.repository;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.jspecify.annotations.NullUnmarked;

/** A book. */
@Entity
@NullUnmarked
public class Book {

    @Id
    public String isbn;

    public String title;

    public int year;

    /** Called by Hibernate. */
    protected Book() {}

    /** A book that is not stored yet. */
    public Book(String isbn, String title, int year) {
        this.isbn = isbn;
        this.title = title;
        this.year = year;
    }
}
