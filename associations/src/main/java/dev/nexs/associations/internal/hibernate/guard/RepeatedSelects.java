package dev.nexs.associations.internal.hibernate.guard;

import dev.nexs.associations.NPlusOne;
import dev.nexs.associations.NPlusOneException;
import dev.nexs.associations.NPlusOnePolicy;
import dev.nexs.associations.internal.hibernate.factory.AssociationsConfig;
import dev.nexs.associations.internal.hibernate.factory.AssociationsService;
import dev.nexs.associations.internal.hibernate.load.OnPurpose;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.query.spi.Limit;
import org.hibernate.query.spi.QueryOptions;
import org.hibernate.sql.exec.spi.ExecutionContext;
import org.hibernate.sql.exec.spi.JdbcParameterBinding;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;
import org.hibernate.sql.exec.spi.JdbcSelect;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts, for one session, how often one line of the application makes Hibernate select the same: a query by its text in
 * HQL, an entity or a collection by the select that loads it, which is one for each. What is left out is known from what
 * Hibernate executes, not from how the SQL reads: loads of several keys at once, later pages of a query. What generates
 * identifiers is no select of Hibernate's. Costs a walk over the top of the stack for each select.
 */
final class RepeatedSelects {

    private static final Logger LOG = LoggerFactory.getLogger(RepeatedSelects.class);
    private static final Pattern OFFSET = Pattern.compile("\\boffset\\b", Pattern.CASE_INSENSITIVE);

    private final Map<Repetition, Seen> seen = new HashMap<>();

    /** Called before Hibernate sends a select. */
    static void before(JdbcSelect select, JdbcParameterBindings bindings, ExecutionContext context) {
        SharedSessionContractImplementor session = context.getSession();
        AssociationsConfig config = AssociationsService.of(session).config();
        if (config.nPlusOneThreshold() < 1) {
            return;
        }
        if (OnPurpose.isNow(session)) {
            return;
        }
        String sql = select.getSqlString();
        String text = context.getQueryIdentifier(sql);
        boolean query = !sql.equals(text);
        if (query ? !isLaterPage(text, context.getQueryOptions()) : !carriesManyKeys(bindings)) {
            session.getExtension(SessionGuard.class).repeated().count(text, config, session);
        }
    }

    private static boolean isLaterPage(String hql, QueryOptions options) {
        Limit limit = options.peekOriginalLimit();
        return (limit != null && limit.getFirstRow() != null && limit.getFirstRow() > 0)
                || OFFSET.matcher(hql).find();
    }

    /** Keys travel as arrays, padded with nulls; a composite key takes one array per column, or a parameter per value. */
    private static boolean carriesManyKeys(JdbcParameterBindings bindings) {
        for (JdbcParameterBinding binding : bindings.getBindings()) {
            if (binding.getBindValue() instanceof Object[] keys && keys.length > 1) {
                return true;
            }
        }
        return false;
    }

    private void count(String text, AssociationsConfig config, SharedSessionContractImplementor session) {
        String line = SourceLine.find().text();
        if (config.nPlusOneAllow().stream().anyMatch(line::startsWith)) {
            return;
        }
        Seen times = seen.computeIfAbsent(
                new Repetition(text, line), repetition -> new Seen(new Throwable("first time, from " + line)));
        times.count++;
        if (times.count == config.nPlusOneThreshold()) {
            Throwable last = new Throwable("time " + times.count + ", from " + line);
            NPlusOne report = new NPlusOne(text, line, times.count, times.first, last);
            AssociationsService.of(session).detected(report);
            if (config.nPlusOnePolicy() == NPlusOnePolicy.THROW) {
                throw new NPlusOneException(report);
            }
            LOG.warn("N+1: {}", report, report.last());
        }
    }

    private record Repetition(String text, String line) {}

    private static final class Seen {

        private final Throwable first;
        private int count;

        private Seen(Throwable first) {
            this.first = first;
        }
    }
}
