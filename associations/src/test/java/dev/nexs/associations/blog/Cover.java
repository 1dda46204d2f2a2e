package dev.nexs.associations.blog;

import dev.nexs.associations.BelongsToAny;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

@Entity
public class Cover {
    @Id
    @GeneratedValue
    public Long id;

    public String file;

    @BelongsToAny
    public Commentable subject;

    protected Cover() {}

    public Cover(Commentable subject, String file) {
        this.subject = subject;
        this.file = file;
    }

    public String getFile() {
        return file;
    }
}
