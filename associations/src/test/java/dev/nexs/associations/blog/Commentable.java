package dev.nexs.associations.blog;

public interface Commentable {
    String getTitle();
}
