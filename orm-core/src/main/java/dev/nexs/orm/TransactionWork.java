package dev.nexs.orm;

import org.jspecify.annotations.Nullable;

/**
 * A unit of work. It may run more than once, each time from the start and on a fresh session, so whatever it does beside
 * the database must bear that; {@link TransactionOptions.Builder#replayable(boolean)} rules it out.
 *
 * @param <S> what it works on: a Session, a StatelessSession or a Connection
 * @param <T> what it returns
 * @param <X> what it may throw; inferred as RuntimeException where it throws nothing checked
 */
@FunctionalInterface
public interface TransactionWork<S, T extends @Nullable Object, X extends Exception> {

    /** Does the work. Returning commits, throwing rolls back. */
    T apply(S session) throws X;

    /**
     * A unit of work without a result.
     *
     * @param <S> what it works on
     * @param <X> what it may throw
     */
    @FunctionalInterface
    interface Action<S, X extends Exception> {

        /** Does the work. Returning commits, throwing rolls back. */
        void accept(S session) throws X;
    }
}
