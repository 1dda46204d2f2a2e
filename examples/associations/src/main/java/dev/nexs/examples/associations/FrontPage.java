package dev.nexs.examples.associations;

import dev.nexs.associations.FetchPlan;
import dev.nexs.associations.Guards;
import dev.nexs.associations.LazyLoading;
import dev.nexs.associations.Loaded;
import dev.nexs.associations.Preload;
import dev.nexs.associations.StrictLoadingException;
import java.util.List;
import org.hibernate.Session;
import org.hibernate.query.SelectionQuery;

/** A page of posts with what belongs to it. Nothing here is loaded by being touched: the session forbids it. */
final class FrontPage {

    /** Written once, used for any query of posts. */
    private static final FetchPlan<Post> WITH_COMMENTS =
            FetchPlan.of(Post.class).with("comments.author");

    private final Session session;

    FrontPage(Session session) {
        this.session = session;
        Guards.of(session).lazyLoading(LazyLoading.THROW);
    }

    /** {@return each post with the names of those who have commented on it, read in three statements} */
    List<String> withEverything() {
        return WITH_COMMENTS.list(session, posts()).stream()
                .map(post -> post.title + " by "
                        + post.comments.stream()
                                .map(comment -> comment.author == null ? "nobody" : comment.author.getName())
                                .toList())
                .toList();
    }

    /** {@return each post with its number of comments and the newest of them; the rest is not read} */
    List<String> withTheNewestComment() {
        List<Post> posts = posts().getResultList();
        Loaded loaded = Preload.of(session)
                .withCount("comments")
                .with(
                        "comments",
                        newest -> newest.where("text <> ''").orderBy("id desc").limit(1))
                .into(posts);
        return posts.stream()
                .map(post -> post.title + ": " + loaded.count(post, "comments") + ", '"
                        + loaded.<Comment>members(post, "comments").get(0).text + "'")
                .toList();
    }

    /** {@return what becomes of an attempt to load lazily} */
    String touched() {
        Post post = posts().getResultList().get(0);
        try {
            return post.comments.size() + " comments";
        } catch (StrictLoadingException forbidden) {
            return "refused";
        }
    }

    private SelectionQuery<Post> posts() {
        return session.createSelectionQuery("from Post order by id", Post.class).setMaxResults(2);
    }
}
