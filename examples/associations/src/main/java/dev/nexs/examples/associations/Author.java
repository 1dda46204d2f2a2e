package dev.nexs.examples.associations;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/** Who wrote a comment. */
@Entity
class Author {

    @Id
    @GeneratedValue
    @Nullable
    Long id;

    String name;

    /** For Hibernate. */
    protected Author() {
        this("");
    }

    Author(String name) {
        this.name = name;
    }

    public String getName() {
        return name;
    }
}
