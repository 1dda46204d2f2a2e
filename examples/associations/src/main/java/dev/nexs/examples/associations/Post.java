package dev.nexs.examples.associations;

import dev.nexs.associations.HasManyAny;
import dev.nexs.associations.HasManyThrough;
import dev.nexs.associations.TypeName;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stored as {@code post} in the comments that belong to it. */
@Entity
@TypeName("post")
class Post implements Commentable, Taggable {

    @Id
    @GeneratedValue
    @Nullable
    Long id;

    String title;

    @HasManyAny(mappedBy = "target", cascade = CascadeType.ALL, orphanRemoval = true)
    List<Comment> comments = new ArrayList<>();

    @HasManyAny(mappedBy = "target")
    List<Tagging> taggings = new ArrayList<>();

    @HasManyThrough("taggings.tag")
    Set<Tag> tags = new HashSet<>();

    /** For Hibernate. */
    protected Post() {
        this("");
    }

    Post(String title) {
        this.title = title;
    }

    @Override
    public String getTitle() {
        return title;
    }
}
