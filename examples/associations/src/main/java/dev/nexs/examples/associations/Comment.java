package dev.nexs.examples.associations;

import dev.nexs.associations.BelongsToAny;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.jspecify.annotations.Nullable;

/** A comment on a post or a video, with columns {@code target_type} and {@code target_id}. */
@Entity
class Comment {

    @Id
    @GeneratedValue
    @Nullable
    Long id;

    String text;

    @ManyToOne(fetch = FetchType.LAZY)
    @Nullable
    Author author;

    @BelongsToAny(integrity = true)
    @Nullable
    Commentable target;

    /** For Hibernate. */
    protected Comment() {
        this(null, null, "");
    }

    Comment(@Nullable Commentable target, @Nullable Author author, String text) {
        this.target = target;
        this.author = author;
        this.text = text;
    }
}
