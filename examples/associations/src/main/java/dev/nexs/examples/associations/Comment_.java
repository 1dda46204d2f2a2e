package dev.nexs.examples.associations;

import jakarta.persistence.metamodel.SingularAttribute;
import jakarta.persistence.metamodel.StaticMetamodel;
import org.jspecify.annotations.NullUnmarked;

/** What {@code hibernate-processor} would generate; Hibernate fills it in when the session factory starts. */
@NullUnmarked
@StaticMetamodel(Comment.class)
final class Comment_ {

    static volatile SingularAttribute<Comment, Author> author;

    private Comment_() {}
}
