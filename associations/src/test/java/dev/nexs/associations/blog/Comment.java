package dev.nexs.associations.blog;

import dev.nexs.associations.BelongsToAny;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

@Entity
public class Comment {
    @Id
    @GeneratedValue
    public Long id;

    public String text;

    @BelongsToAny(cascade = CascadeType.PERSIST, integrity = true)
    public Commentable target;

    protected Comment() {}

    public Comment(Commentable target, String text) {
        this.target = target;
        this.text = text;
    }

    public String getText() {
        return text;
    }
}
