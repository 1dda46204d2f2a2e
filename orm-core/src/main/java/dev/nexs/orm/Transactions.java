package dev.nexs.orm;

import dev.nexs.orm.hibernate.TenantDataSources;
import dev.nexs.orm.hibernate.transactions.ProviderConnections;
import dev.nexs.orm.hibernate.transactions.StatefulKind;
import dev.nexs.orm.hibernate.transactions.StatelessKind;
import dev.nexs.orm.internal.TransactionSettings;
import dev.nexs.orm.observe.internal.Observers;
import dev.nexs.orm.resilience.internal.ConnectionSource;
import dev.nexs.orm.resilience.internal.DataSourceConnections;
import dev.nexs.orm.resilience.internal.EngineState;
import dev.nexs.orm.resilience.internal.JdbcKind;
import dev.nexs.orm.resilience.internal.UnitEngine;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

/**
 * Units of work on Hibernate sessions: each runs in a transaction of its own, is run again as a whole when the database
 * rolled it back for a passing reason, and never when its COMMIT may have taken effect. Thread-safe; make one for each
 * session factory and keep it.
 *
 * <pre>{@code
 * Transactions tx = Transactions.of(sessionFactory);
 * Order order = tx.write(session -> session.merge(changed));
 * List<Order> orders = tx.read(session -> session.createSelectionQuery("from Order", Order.class).getResultList());
 * }</pre>
 */
public final class Transactions implements TransactionRunner<Session> {

    private final EngineRunner<Session> runner;
    private final SessionFactory factory;

    private Transactions(EngineRunner<Session> runner, SessionFactory factory) {
        this.runner = runner;
        this.factory = factory;
    }

    /**
     * {@return a runner of units on sessions of {@code factory}} Its defaults are the datasource's, and over them what the
     * factory's own settings say: {@code nexs.retry.*}, {@code nexs.transactions.*} and {@code nexs.consistency}.
     */
    public static Transactions of(SessionFactory factory) {
        return of(factory, options -> {});
    }

    /**
     * {@return a runner of units on sessions of {@code factory}, with its settings and what {@code options} changes}
     *
     * @throws IllegalArgumentException naming every value that is not allowed
     */
    public static Transactions of(SessionFactory factory, Consumer<? super TransactionOptions.Builder> options) {
        TenantDataSources ofTenants = ProviderConnections.tenants(factory);
        if (ofTenants != null) {
            return of(factory, ofTenants, options);
        }
        NexsDataSource ours = own(ProviderConnections.dataSource(factory));
        boolean tenants = ours != null && ProviderConnections.areOfTenants(factory);
        ConnectionSource source =
                ours == null || tenants ? ProviderConnections.of(factory) : NexsConnections.of(ours, factory);
        UnitEngine<Session> engine = new UnitEngine<>(
                source,
                new StatefulKind(factory),
                new EngineState(source, seen(tenants ? null : ours), observers(ours)));
        TransactionOptions defaults = TransactionSettings.over(defaults(ours), factory.getProperties());
        return new Transactions(new EngineRunner<>(engine, defaults.with(options), null), factory);
    }

    /** Every tenant's units have the options of the factory's settings; nodes and tokens are those of its cluster. */
    private static Transactions of(
            SessionFactory factory, TenantDataSources tenants, Consumer<? super TransactionOptions.Builder> options) {
        TenantUnits source = new TenantUnits(tenants, () -> ProviderConnections.tenant(factory), factory, null);
        UnitEngine<Session> engine =
                new UnitEngine<>(source, new StatefulKind(factory), new EngineState(source, source, new Observers()));
        TransactionOptions defaults = TransactionSettings.over(TransactionOptions.defaults(), factory.getProperties());
        return new Transactions(new EngineRunner<>(engine, defaults.with(options), null), factory);
    }

    private static TransactionOptions defaults(@Nullable NexsDataSource ours) {
        return ours == null ? TransactionOptions.defaults() : ours.transactionOptions();
    }

    /** {@return the datasource of ours that {@code source} is, or leads to, if it does} */
    private static @Nullable NexsDataSource own(@Nullable DataSource source) {
        try {
            return source != null && source.isWrapperFor(NexsDataSource.class)
                    ? source.unwrap(NexsDataSource.class)
                    : null;
        } catch (SQLException e) {
            return null; // it hides what it wraps, and its connections will tell
        }
    }

    /** {@return a runner of units on plain connections of {@code dataSource}} */
    public static TransactionRunner<Connection> of(DataSource dataSource) {
        return of(dataSource, options -> {});
    }

    /**
     * {@return a runner of units on plain connections of {@code dataSource}, with what {@code options} changes}
     *
     * @throws IllegalArgumentException naming every value that is not allowed
     */
    public static TransactionRunner<Connection> of(
            DataSource dataSource, Consumer<? super TransactionOptions.Builder> options) {
        NexsDataSource own = own(dataSource);
        ConnectionSource source = own == null ? new DataSourceConnections(dataSource) : NexsConnections.of(own, own);
        UnitEngine<Connection> engine =
                new UnitEngine<>(source, new JdbcKind(), new EngineState(source, seen(own), observers(own)));
        return new EngineRunner<>(engine, defaults(own).with(options), null);
    }

    private static Observers observers(@Nullable NexsDataSource ours) {
        return ours == null ? new Observers() : ours.observers();
    }

    private static CallerMemories seen(@Nullable NexsDataSource ours) {
        return ours == null ? new CallerMemories(null) : ours.seen();
    }

    /** {@return a runner like this one on stateless sessions} It remembers the same positions. */
    public TransactionRunner<StatelessSession> stateless() {
        return runner.of(new StatelessKind(factory));
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T write(
            Consumer<? super TransactionOptions.Builder> options, TransactionWork<? super Session, T, X> work)
            throws X {
        return runner.write(options, work);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T read(
            Consumer<? super TransactionOptions.Builder> options, TransactionWork<? super Session, T, X> work)
            throws X {
        return runner.read(options, work);
    }

    @Override
    public ConsistencyToken token() {
        return runner.token();
    }

    @Override
    public Transactions withToken(ConsistencyToken token) {
        return new Transactions(runner.withToken(token), factory);
    }

    @Override
    public Transactions with(Consumer<? super TransactionOptions.Builder> options) {
        return new Transactions(runner.with(options), factory);
    }
}
