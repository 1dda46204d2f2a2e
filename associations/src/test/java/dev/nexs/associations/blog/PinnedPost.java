package dev.nexs.associations.blog;

import jakarta.persistence.Entity;

@Entity
public class PinnedPost extends Post {
    protected PinnedPost() {}

    public PinnedPost(String title) {
        super(title);
    }
}
