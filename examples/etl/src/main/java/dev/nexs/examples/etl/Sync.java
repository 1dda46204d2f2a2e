package dev.nexs.examples.etl;

import dev.nexs.orm.bulk.Bulk;
import dev.nexs.orm.bulk.UpsertOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;

/**
 * Brings one table of a database up to date with that of another. It may be stopped at any row and run again: what is there
 * already is recognised and left alone.
 *
 * <p>A row that commits late has an older time than rows that were read before, so each run looks back by more than the
 * longest transaction lasts.
 */
final class Sync {

    private static final Duration LOOK_BACK = Duration.ofMinutes(5);

    private final SessionFactory from;
    private final SessionFactory to;

    Sync(SessionFactory from, SessionFactory to) {
        this.from = from;
        this.to = to;
    }

    /** {@return what became of how many rows} */
    @SuppressWarnings("StreamToIterable") // an upsert reads its rows once
    Result run() {
        Map<UpsertOutcome.Kind, Long> kinds = new EnumMap<>(UpsertOutcome.Kind.class);
        try (StatelessSession source = from.openStatelessSession()) {
            source.beginTransaction();
            try (Stream<Product> changed = source.createSelectionQuery(
                            "from Product where changedAt >= :mark order by id", Product.class)
                    .setParameter("mark", mark())
                    .setFetchSize(1_000)
                    .getResultStream()) {
                Bulk.of(to)
                        .upsert(
                                Product.class,
                                changed::iterator,
                                o -> o.onOutcome(outcome -> kinds.merge(outcome.kind(), 1L, Long::sum)));
            }
            source.getTransaction().commit();
        }
        return new Result(kinds, removeWhatIsGone());
    }

    record Result(Map<UpsertOutcome.Kind, Long> rows, long removed) {

        @Override
        public String toString() {
            return rows + ", removed " + removed;
        }
    }

    private Instant mark() {
        Instant newest = to.fromTransaction(
                session -> session.createSelectionQuery("select max(changedAt) from Product", Instant.class)
                        .getSingleResultOrNull());
        return newest == null ? Instant.EPOCH : newest.minus(LOOK_BACK);
    }

    private long removeWhatIsGone() {
        Set<Long> gone = new HashSet<>(ids(to));
        ids(from).forEach(gone::remove);
        return gone.isEmpty() ? 0 : Bulk.of(to).delete(Product.class, gone);
    }

    private static List<Long> ids(SessionFactory factory) {
        return factory.fromTransaction(session -> session.createSelectionQuery("select id from Product", Long.class)
                .getResultList());
    }
}
