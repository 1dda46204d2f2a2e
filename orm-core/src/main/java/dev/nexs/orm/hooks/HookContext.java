package dev.nexs.orm.hooks;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operation as a hook sees it. The same object goes to every hook of an operation, before and after it, so an attribute
 * that one sets is seen by the next. It is valid during the call; a hook that runs asynchronously gets one that no longer
 * changes.
 */
public interface HookContext {

    /** {@return where the hook is called} */
    HookPoint point();

    /** {@return the statement, or null where there is none} */
    @Nullable
    String sql();

    /**
     * {@return what is bound to its parameters, in their order} Each is {@code ?} unless the hook was registered with {@link
     * HookOptions#withValues()}: values are what users have typed.
     */
    List<@Nullable Object> parameters();

    /** {@return the node, {@code host:port}, or null before one was chosen} */
    @Nullable
    String node();

    /** {@return {@code primary} or {@code replica}, or null where it is not known} */
    @Nullable
    String role();

    /** {@return the tenant, or null without tenancy} */
    @Nullable
    String tenant();

    /** {@return the unit of work, or null outside of one} */
    @Nullable
    String unit();

    /** {@return how long it took; zero before it} */
    Duration duration();

    /** {@return how many rows were changed, or sent by a COPY; -1 where it is not known} */
    long rows();

    /** {@return why it failed, or null} */
    @Nullable
    Throwable error();

    /** {@return the entity at a point of entities, else null} */
    @Nullable
    Object entity();

    /** {@return what a hook has put there, or null} */
    @Nullable
    Object attribute(String name);

    /** Puts something there for the hooks that follow. */
    void attribute(String name, @Nullable Object value);

    /** {@return what a hook has put beside the connection that the operation uses, or null} It stays until taken away. */
    @Nullable
    Object session(String name);

    /** Puts something beside the connection; null takes it away. Without a connection it is forgotten. */
    void session(String name, @Nullable Object value);
}
