package dev.nexs.examples.associations;

import dev.nexs.associations.HasManyAny;
import dev.nexs.associations.HasManyThrough;
import dev.nexs.associations.TypeName;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stored as {@code video} in the comments that belong to it. */
@Entity
@TypeName("video")
class Video implements Commentable, Taggable {

    @Id
    @GeneratedValue
    @Nullable
    Long id;

    String title;

    @HasManyAny(mappedBy = "target")
    List<Tagging> taggings = new ArrayList<>();

    @HasManyThrough("taggings.tag")
    Set<Tag> tags = new HashSet<>();

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
