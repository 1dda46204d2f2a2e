package dev.nexs.examples.associations;

import dev.nexs.associations.HasManyThrough;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A tag, with the posts and the videos that bear it. */
@Entity
class Tag {

    @Id
    @GeneratedValue
    @Nullable
    Long id;

    String name;

    @OneToMany(mappedBy = "tag")
    List<Tagging> taggings = new ArrayList<>();

    @HasManyThrough("taggings.target")
    Set<Post> posts = new HashSet<>();

    @HasManyThrough("taggings.target")
    Set<Video> videos = new HashSet<>();

    /** For Hibernate. */
    protected Tag() {
        this("");
    }

    Tag(String name) {
        this.name = name;
    }
}
