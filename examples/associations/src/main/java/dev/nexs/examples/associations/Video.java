package dev.nexs.examples.associations;

import dev.nexs.associations.TypeName;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/** Stored as {@code video} in the comments that belong to it. */
@Entity
@TypeName("video")
class Video implements Commentable {

    @Id
    @GeneratedValue
    @Nullable
    Long id;

    String title;

    /** For Hibernate. */
    protected Video() {
        this("");
    }

    Video(String title) {
        this.title = title;
    }

    @Override
    public String getTitle() {
        return title;
    }
}
