package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.TransactionFailedException;
import java.sql.SQLException;

/** Turns what the driver throws into what a unit may throw. */
final class JdbcFailures {

    private JdbcFailures() {}

    /** A call on the driver. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws SQLException;
    }

    static <T> T orThrow(String message, Call<T> call) {
        try {
            return call.run();
        } catch (SQLException e) {
            throw new TransactionFailedException(message + ": " + e.getMessage(), e);
        }
    }

    /** Lets what a unit's work threw go on as it is; the work's own signature says what that may be. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // only X, RuntimeException and Error come here
    static <X extends Exception> X asThrownBy(Throwable thrown) throws X {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (X) thrown;
    }
}
