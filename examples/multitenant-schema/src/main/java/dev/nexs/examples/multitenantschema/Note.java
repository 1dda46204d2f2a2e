package dev.nexs.examples.multitenantschema;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/** A note of a tenant. */
@Entity
class Note {

    @Id
    @GeneratedValue
    private @Nullable Long id;

    private String text = "";

    Note() {}

    Note(String text) {
        this.text = text;
    }

    @Nullable
    Long id() {
        return id;
    }

    String text() {
        return text;
    }
}
