package dev.nexs.orm.bulk.internal;

import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.TransactionOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where transactions come from: a runner of units, or one session's own. */
public interface Units {

    /** What is done on a connection. */
    @FunctionalInterface
    interface Work<T> {

        /** Does it. */
        T on(Connection connection) throws SQLException;
    }

    /** Runs a unit that may write. */
    <T> T write(Consumer<? super TransactionOptions.Builder> options, Work<T> work) throws SQLException;

    /** Runs a unit that reads. */
    <T> T read(Consumer<? super TransactionOptions.Builder> options, Work<T> work) throws SQLException;

    /** {@return what covers all that this thread wrote, or null while that is not committed} */
    @Nullable
    ConsistencyToken token();

    /** {@return whether units are parts of a transaction that somebody else ends, on the caller's thread} */
    boolean isWithin();
}
