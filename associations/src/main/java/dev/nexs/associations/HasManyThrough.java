package dev.nexs.associations;

import jakarta.persistence.FetchType;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A collection of what other associations lead to, each entity once:
 *
 * <pre>{@code
 * @OneToMany(mappedBy = "order") List<Line> lines;
 * @HasManyThrough("lines.product") Set<Product> products;
 *
 * @HasManyAny(mappedBy = "target") List<Tagging> taggings;      // in what is tagged
 * @HasManyThrough("taggings.tag") Set<Tag> tags;
 *
 * @OneToMany(mappedBy = "tag") List<Tagging> taggings;          // in the tag
 * @HasManyThrough("taggings.target") Set<Post> posts;
 * }</pre>
 *
 * <p>Steps are references, polymorphic ones at the end, and collections of all kinds. The collection is lazy, can be
 * preloaded, filtered, counted and queried as any other, and has no rows of its own: a change of it in memory is refused
 * when it is flushed. Where the way is a collection of links and a reference in them, as above, {@link Association} adds
 * and removes the links, which may have attributes. What is in the trash along the way leads nowhere.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface HasManyThrough {

    /** {@return the way, attribute names joined by dots} */
    String value();

    /** {@return when the members are loaded} */
    FetchType fetch() default FetchType.LAZY;
}
