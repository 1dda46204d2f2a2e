package dev.nexs.associations.internal.hibernate.guard;

import java.util.ArrayList;
import java.util.List;
import org.hibernate.boot.internal.SessionFactoryOptionsBuilder;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.resource.jdbc.spi.StatementInspector;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what a thread sends while it is asked to. There only where a setting asks for it; the application's own
 * inspector, which Hibernate has made by then, is asked first and stays within reach.
 */
@SuppressWarnings("ThreadLocalUsage") // Not static: it belongs to one session factory and goes with it.
public final class StatementRecorder implements StatementInspector {

    private static final long serialVersionUID = 1L;

    private final @Nullable StatementInspector application;
    private final transient ThreadLocal<@Nullable List<String>> recording = new ThreadLocal<>();

    private StatementRecorder(@Nullable StatementInspector application) {
        this.application = application;
    }

    /** Puts a recorder in front of a session factory that is starting. */
    public static void install(SessionFactoryImplementor factory) {
        SessionFactoryOptionsBuilder options = (SessionFactoryOptionsBuilder) factory.getSessionFactoryOptions();
        options.applyStatementInspector(new StatementRecorder(options.getStatementInspector()));
    }

    /** {@return the recorder of a session factory, or null if it has none} */
    public static @Nullable StatementRecorder of(SessionFactoryImplementor factory) {
        return factory.getSessionFactoryOptions().getStatementInspector() instanceof StatementRecorder recorder
                ? recorder
                : null;
    }

    /** {@return the inspector that the application has given a session factory} */
    public static @Nullable StatementInspector application(SessionFactoryImplementor factory) {
        StatementRecorder recorder = of(factory);
        return recorder == null ? factory.getSessionFactoryOptions().getStatementInspector() : recorder.application;
    }

    @Override
    public String inspect(String sql) {
        String changed = application == null ? sql : application.inspect(sql);
        String sent = changed == null ? sql : changed;
        List<String> statements = recording == null ? null : recording.get();
        if (statements != null) {
            statements.add(sent);
        }
        return sent;
    }

    /** {@return the statements that this thread sends while it does the work} */
    public List<String> record(Runnable work) {
        List<String> outer = recording.get();
        List<String> statements = new ArrayList<>();
        recording.set(statements);
        try {
            work.run();
        } finally {
            if (outer == null) {
                recording.remove();
            } else {
                outer.addAll(statements);
                recording.set(outer);
            }
        }
        return statements;
    }
}
