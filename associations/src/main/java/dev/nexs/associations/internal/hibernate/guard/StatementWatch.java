package dev.nexs.associations.internal.hibernate.guard;

import dev.nexs.associations.NPlusOne;
import dev.nexs.associations.NPlusOneException;
import dev.nexs.associations.NPlusOnePolicy;
import dev.nexs.associations.internal.hibernate.boot.AssociationsConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.hibernate.SessionEventListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts, for one session, how often one line of the application sends one statement. Loading entity by entity shows as
 * the same text from the same line; statements that carry many keys are never counted. Costs a walk over the top of the
 * stack for each query, which is why it exists only when a threshold is set.
 */
final class StatementWatch implements SessionEventListener {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(StatementWatch.class);

    private final transient AssociationsConfig config;
    private final transient StatementTap tap;
    private final transient Consumer<NPlusOne> listeners;
    private final transient Map<String, String> normalized = new HashMap<>();
    private final transient Map<Repetition, Seen> seen = new HashMap<>();

    StatementWatch(AssociationsConfig config, StatementTap tap, Consumer<NPlusOne> listeners) {
        this.config = config;
        this.tap = tap;
        this.listeners = listeners;
    }

    @Override
    public void jdbcPrepareStatementStart() {
        String sql = tap.takeLatest();
        if (sql != null && NormalizedStatement.isQuery(sql)) {
            String text = normalized.computeIfAbsent(sql, NormalizedStatement::of);
            if (!NormalizedStatement.isBatched(text)) {
                count(text);
            }
        }
    }

    private void count(String text) {
        String site = CallSite.find();
        if (config.nPlusOneAllow().stream().anyMatch(site::startsWith)) {
            return;
        }
        Seen times = seen.computeIfAbsent(
                new Repetition(text, site), repetition -> new Seen(new Throwable("first time, from " + site)));
        times.count++;
        if (times.count == config.nPlusOneThreshold()) {
            Throwable last = new Throwable("time " + times.count + ", from " + site);
            report(new NPlusOne(text, site, times.count, times.first, last));
        }
    }

    private void report(NPlusOne report) {
        listeners.accept(report);
        if (config.nPlusOnePolicy() == NPlusOnePolicy.THROW) {
            throw new NPlusOneException(report);
        }
        LOG.warn("N+1: {}", report, report.last());
    }

    private record Repetition(String statement, String callSite) {}

    private static final class Seen {

        private final Throwable first;
        private int count;

        private Seen(Throwable first) {
            this.first = first;
        }
    }
}
