package dev.nexs.examples.springboot;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.jspecify.annotations.NullUnmarked;

/** A note. */
@Entity
@NullUnmarked
public class Note {

    @Id
    @GeneratedValue
    Long id;

    String text;

    /** Called by Hibernate. */
    protected Note() {}

    Note(String text) {
        this.text = text;
    }
}
