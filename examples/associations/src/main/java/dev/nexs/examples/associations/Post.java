package dev.nexs.examples.associations;

import dev.nexs.associations.HasManyAny;
import dev.nexs.associations.TypeName;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stored as {@code post} in the comments that belong to it. */
@Entity
@TypeName("post")
class Post implements Commentable {

    @Id
    @GeneratedValue
    @Nullable
    Long id;

    String title;

    @HasManyAny(mappedBy = "target", cascade = CascadeType.ALL, orphanRemoval = true)
    List<Comment> comments = new ArrayList<>();

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
