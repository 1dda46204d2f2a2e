package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.pool.NodePool;
import dev.nexs.orm.pool.PoolStatistics;
import dev.nexs.orm.routing.spi.Candidate;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A node together with the pool of its present life. A node that failed and came back has another pool, so a route of its
 * earlier life is never equal to one of the new.
 *
 * @param member the node
 * @param pool its pool
 */
public record Route(Member member, NodePool pool) implements Candidate {

    /** Borrows, and lets the circuit breaker know of a success; failures are judged by the caller. */
    public Connection borrow() throws SQLException {
        Connection connection = pool.borrow();
        member.breaker.succeeded();
        return connection;
    }

    /** The same for someone who may go to another node instead: does not wait for one that lets nobody in. */
    public Connection borrowSoon() throws SQLException {
        Connection connection = pool.borrowSoon();
        member.breaker.succeeded();
        return connection;
    }

    /** {@return whether someone who may go to another node should come here} */
    public boolean canLend() {
        return pool.canLend();
    }

    @Override
    public String id() {
        return member.id;
    }

    @Override
    public @Nullable String region() {
        return member.options.region();
    }

    @Override
    public double weight() {
        return member.options.weight();
    }

    @Override
    public long latencyNanos() {
        return member.latencyNanos();
    }

    @Override
    public int busy() {
        PoolStatistics statistics = pool.statistics();
        return statistics.active() + statistics.waiting();
    }

    @Override
    public Duration lag() {
        return member.lag;
    }
}
