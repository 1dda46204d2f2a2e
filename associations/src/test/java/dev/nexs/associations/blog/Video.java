package dev.nexs.associations.blog;

import dev.nexs.associations.HasManyAny;
import dev.nexs.associations.TypeName;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import java.util.ArrayList;
import java.util.List;

@Entity
@TypeName("video")
public class Video implements Commentable {
    @Id
    @GeneratedValue
    public Long id;

    public String title;

    public int seconds;

    @HasManyAny(mappedBy = "target")
    public List<Comment> comments = new ArrayList<>();

    protected Video() {}

    public Video(String title) {
        this.title = title;
    }

    @Override
    public String getTitle() {
        return title;
    }
}
