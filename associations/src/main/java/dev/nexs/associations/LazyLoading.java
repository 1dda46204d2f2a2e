package dev.nexs.associations;

/** What happens when an association is loaded by being touched. Preloading is never lazy loading. */
public enum LazyLoading {
    /** Hibernate loads it. */
    ALLOW,
    /** Hibernate loads it, and a warning names the association and the line that touched it. */
    WARN,
    /** A {@link StrictLoadingException} names the association and the way out; nothing is sent. */
    THROW
}
