package dev.nexs.associations;

import dev.nexs.associations.internal.hibernate.guard.StatementRecorder;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.function.Supplier;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.resource.jdbc.spi.StatementInspector;
import org.hibernate.stat.spi.StatisticsImplementor;
import org.jspecify.annotations.Nullable;

/**
 * Counts statements in tests. Needs no test framework: a wrong number is an {@link AssertionError}. With {@link
 * AssociationsSettings#RECORD_STATEMENTS} the statements of the thread are counted and named; without it, Hibernate's
 * statistics are switched on meanwhile and count those of the session factory.
 */
public final class Statements {

    private Statements() {}

    /**
     * Asserts how many statements the work sends, whatever sessions of the factory it uses. A JDBC batch counts as one.
     *
     * @param factory the session factory (or JPA entity manager factory)
     * @param expected the exact number
     */
    public static void assertStatements(EntityManagerFactory factory, int expected, Runnable work) {
        SessionFactoryImplementor implementor = factory.unwrap(SessionFactoryImplementor.class);
        StatementRecorder recorder = StatementRecorder.of(implementor);
        if (recorder == null) {
            long sent = count(implementor.getStatistics(), work);
            require(expected, sent, "; set " + AssociationsSettings.RECORD_STATEMENTS + "=on to see which");
        } else {
            List<String> sent = recorder.record(work);
            require(expected, sent.size(), sent.isEmpty() ? "" : ":\n  " + String.join("\n  ", sent));
        }
    }

    private static void require(int expected, long sent, String which) {
        if (sent != expected) {
            throw new AssertionError("expected " + expected + " statements, but " + sent + " were sent" + which);
        }
    }

    private static long count(StatisticsImplementor statistics, Runnable work) {
        boolean before = statistics.isStatisticsEnabled();
        statistics.setStatisticsEnabled(true);
        try {
            long start = statistics.getPrepareStatementCount();
            work.run();
            return statistics.getPrepareStatementCount() - start;
        } finally {
            statistics.setStatisticsEnabled(before);
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

    /**
     * {@return the statements that the work sends on this thread}
     *
     * @throws AssociationException unless {@link AssociationsSettings#RECORD_STATEMENTS} is on
     */
    public static List<String> record(EntityManagerFactory factory, Runnable work) {
        StatementRecorder recorder = StatementRecorder.of(factory.unwrap(SessionFactoryImplementor.class));
        if (recorder == null) {
            throw new AssociationException("the statements of this session factory are not recorded; set "
                    + AssociationsSettings.RECORD_STATEMENTS + "=on where its other settings are given");
        }
        return recorder.record(work);
    }

    /** {@return the inspector that the application has given the factory, which recording stands in front of, or null} */
    public static @Nullable StatementInspector inspector(EntityManagerFactory factory) {
        return StatementRecorder.application(factory.unwrap(SessionFactoryImplementor.class));
    }
}
