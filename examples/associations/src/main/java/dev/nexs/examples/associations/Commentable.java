package dev.nexs.examples.associations;

/** What a comment may belong to. No entity itself, and no table. */
interface Commentable {
    String getTitle();
}
