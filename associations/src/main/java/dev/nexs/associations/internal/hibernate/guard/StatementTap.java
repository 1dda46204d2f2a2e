package dev.nexs.associations.internal.hibernate.guard;

import java.util.ArrayList;
import java.util.List;
import org.hibernate.resource.jdbc.spi.StatementInspector;
import org.jspecify.annotations.Nullable;

/**
 * Passes every statement of one session factory on, after the application's own inspector, and remembers for the thread
 * what it is about to prepare.
 */
@SuppressWarnings("ThreadLocalUsage") // Not static: it belongs to one session factory and goes with it.
public final class StatementTap implements StatementInspector {

    private static final long serialVersionUID = 1L;

    private final @Nullable StatementInspector next;
    private final boolean remember;
    private transient ThreadLocal<@Nullable String> latest = new ThreadLocal<>();
    private transient ThreadLocal<@Nullable List<String>> recording = new ThreadLocal<>();

    StatementTap(@Nullable StatementInspector next, boolean remember) {
        this.next = next;
        this.remember = remember;
    }

    @Override
    public String inspect(String sql) {
        String changed = next == null ? sql : next.inspect(sql);
        String sent = changed == null ? sql : changed;
        List<String> statements = recording.get();
        if (statements != null) {
            statements.add(sent);
        }
        if (remember) {
            latest.set(sent);
        }
        return sent;
    }

    /** {@return what this thread has last had inspected, once} */
    @Nullable
    String takeLatest() {
        String sql = latest.get();
        latest.remove();
        return sql;
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

    private Object readResolve() {
        return new StatementTap(next, remember);
    }
}
