package dev.nexs.associations;

/** How a {@link FetchPlan} brings one association. */
public enum FetchStrategy {
    /** In the query's own statement, by an outer join. Chosen for to-one associations. */
    JOIN,
    /** One more statement for all owners. Chosen for collections, and for what lies behind them. */
    PRELOAD,
    /** One more statement that repeats the query as a subselect instead of listing keys. */
    SUBSELECT,
    /** As {@link #PRELOAD}, but in statements of a hundred owners each: for members that are very large. */
    BATCH
}
