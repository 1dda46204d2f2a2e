package dev.nexs.associations.blog;

import dev.nexs.associations.HasManyAny;
import dev.nexs.associations.HasOneAny;
import dev.nexs.associations.TypeName;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import java.util.ArrayList;
import java.util.List;

@Entity
@TypeName("post")
@Inheritance(strategy = InheritanceType.SINGLE_TABLE)
public class Post implements Commentable {
    @Id
    @GeneratedValue
    public Long id;

    public String title;

    @HasManyAny(mappedBy = "target", cascade = CascadeType.ALL, orphanRemoval = true)
    public List<Comment> comments = new ArrayList<>();

    @HasOneAny(mappedBy = "subject", cascade = CascadeType.REMOVE)
    public Cover cover;

    protected Post() {}

    public Post(String title) {
        this.title = title;
    }

    @Override
    public String getTitle() {
        return title;
    }

    public List<Comment> getComments() {
        return comments;
    }
}
