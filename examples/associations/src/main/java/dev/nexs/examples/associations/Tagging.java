package dev.nexs.examples.associations;

import dev.nexs.associations.BelongsToAny;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.jspecify.annotations.Nullable;

/** One tag on one post or video, and why it is there. */
@Entity
class Tagging {

    @Id
    @GeneratedValue
    @Nullable
    Long id;

    @ManyToOne(fetch = FetchType.LAZY)
    @Nullable
    Tag tag;

    @BelongsToAny
    @Nullable
    Taggable target;

    @Nullable
    String reason;
}
