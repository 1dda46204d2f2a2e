package dev.nexs.examples.demo;

import dev.nexs.softdelete.SoftDeletable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.jspecify.annotations.Nullable;

/** What an {@link Author} wrote. */
@Entity
@SoftDeletable
class Essay {

    @Id
    @GeneratedValue
    @Nullable
    Long id;

    String title;

    @ManyToOne(fetch = FetchType.LAZY)
    @Nullable
    Author author;

    /** For Hibernate. */
    protected Essay() {
        this(null, "");
    }

    Essay(@Nullable Author author, String title) {
        this.author = author;
        this.title = title;
    }
}
