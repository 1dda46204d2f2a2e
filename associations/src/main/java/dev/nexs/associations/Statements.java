package dev.nexs.associations;

import dev.nexs.associations.internal.hibernate.boot.AssociationsService;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.function.Supplier;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/** Counts statements in tests. Needs no test framework: a wrong number is an {@link AssertionError}. */
public final class Statements {

    private Statements() {}

    /**
     * Asserts how many statements the work sends on this thread, whatever sessions of the factory it uses. A JDBC batch
     * counts as one.
     *
     * @param factory the session factory (or JPA entity manager factory)
     * @param expected the exact number
     */
    public static void assertStatements(EntityManagerFactory factory, int expected, Runnable work) {
        List<String> sent = record(factory, work);
        if (sent.size() != expected) {
            throw new AssertionError("expected " + expected + " statements, but " + sent.size() + " were sent"
                    + (sent.isEmpty() ? "" : ":\n  " + String.join("\n  ", sent)));
        }
    }

    /** Does the same as {@link #assertStatements(EntityManagerFactory, int, Runnable)} and hands the result on. */
    public static <T> T assertStatements(EntityManagerFactory factory, int expected, Supplier<T> work) {
        Object[] result = new Object[1];
        assertStatements(factory, expected, () -> {
            result[0] = work.get();
        });
        @SuppressWarnings("unchecked")
        T typed = (T) result[0];
        return typed;
    }

    /** {@return the statements that the work sends on this thread} */
    public static List<String> record(EntityManagerFactory factory, Runnable work) {
        return AssociationsService.of(factory.unwrap(SessionFactoryImplementor.class))
                .tap()
                .record(work);
    }
}
