package dev.nexs.orm;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs units of work, each in a transaction of its own on a fresh session, and runs them again as a whole when the
 * database rolled them back for a passing reason. Thread-safe.
 *
 * <p>A call inside a unit of the same source, on the same thread, joins it: it runs on the outer session, and only the
 * outer unit commits and is replayed. What was thrown is thrown as it is, with the failures of earlier attempts
 * suppressed in it. Work that catches the failure of a statement and returns is no success: after a failure PostgreSQL
 * commits nothing, so the unit is run again or fails with that first failure. An interrupt ends the waiting for the next attempt and stays set.
 *
 * @param <S> what a unit works on
 */
public interface TransactionRunner<S> {

    /**
     * Runs a unit that may write, on the primary.
     *
     * @throws CommitOutcomeUnknownException if COMMIT was sent and its outcome cannot be found out
     * @throws AfterCommitException if it is committed and something that ran afterwards failed
     */
    default <T extends @Nullable Object, X extends Exception> T write(TransactionWork<? super S, T, X> work) throws X {
        return write(options -> {}, work);
    }

    /**
     * Runs a unit that may write, on the primary, with other options than usual.
     *
     * @throws CommitOutcomeUnknownException if COMMIT was sent and its outcome cannot be found out
     * @throws AfterCommitException if it is committed and something that ran afterwards failed
     * @throws IllegalArgumentException naming every option that is not allowed
     */
    <T extends @Nullable Object, X extends Exception> T write(
            Consumer<? super TransactionOptions.Builder> options, TransactionWork<? super S, T, X> work) throws X;

    /** Runs a unit that may write and returns nothing. */
    default <X extends Exception> void run(TransactionWork.Action<? super S, X> work) throws X {
        run(options -> {}, work);
    }

    /** Runs a unit that may write and returns nothing, with other options than usual. */
    default <X extends Exception> void run(
            Consumer<? super TransactionOptions.Builder> options, TransactionWork.Action<? super S, X> work) throws X {
        this.<Boolean, X>write(options, session -> {
            work.accept(session);
            return true;
        });
    }

    /**
     * Runs a unit that only reads: on a node that the read preference allows and that shows what {@link Consistency} asks
     * for. Plain queries at READ COMMITTED are sent without BEGIN and COMMIT.
     */
    default <T extends @Nullable Object, X extends Exception> T read(TransactionWork<? super S, T, X> work) throws X {
        return read(options -> {}, work);
    }

    /**
     * Runs a unit that only reads, with other options than usual.
     *
     * @throws IllegalArgumentException naming every option that is not allowed
     */
    <T extends @Nullable Object, X extends Exception> T read(
            Consumer<? super TransactionOptions.Builder> options, TransactionWork<? super S, T, X> work) throws X;

    /**
     * {@return a position that covers everything this scope, or this thread outside any scope, has written, and with
     *     {@link Consistency#SESSION} read, and the tokens handed to the scope}
     * A node that was read from since is asked how far it is, which costs one round trip. Where there is nothing, the
     * primary's position now, for which it is asked.
     *
     * @throws TransactionFailedException if neither that node nor the primary answers
     */
    ConsistencyToken token();

    /**
     * {@return a runner like this one whose reads show at least what {@code token} covers, whatever the mode} Called again, it
     * covers both tokens.
     *
     * @throws IllegalArgumentException if the runner has a token of another cluster already
     */
    TransactionRunner<S> withToken(ConsistencyToken token);

    /** {@return a runner like this one with other defaults} */
    TransactionRunner<S> with(Consumer<? super TransactionOptions.Builder> options);
}
