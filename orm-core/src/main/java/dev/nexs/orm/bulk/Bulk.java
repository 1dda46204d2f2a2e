package dev.nexs.orm.bulk;

import dev.nexs.orm.CommitResolution;
import dev.nexs.orm.TransactionOptions;
import dev.nexs.orm.bulk.internal.Loader;
import dev.nexs.orm.bulk.internal.Sink;
import dev.nexs.orm.bulk.internal.Units;
import dev.nexs.orm.bulk.internal.hibernate.EntityEncoder;
import dev.nexs.orm.bulk.internal.hibernate.SessionUnits;
import dev.nexs.orm.resilience.CommitMarkers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.SharedSessionContract;
import org.jspecify.annotations.Nullable;

/**
 * Loads many rows at the speed of the wire: mapped entities through COPY, upserts, updates and deletes by key sets, COPY out,
 * and batches of mixed statements in one round trip. Thread-safe, but for one that is bound to a session.
 *
 * <p>One of a session factory or datasource runs transactions of its own; one of a session runs inside that session's
 * transaction, and ends with it.
 *
 * <pre>{@code
 * Bulk bulk = Bulk.of(sessionFactory);
 * BulkResult result = bulk.insert(Customer.class, customers, o -> o.parallelism(2).onError(OnError.ISOLATE));
 * }</pre>
 */
public final class Bulk {

    private final Units units;
    private final @Nullable SessionFactory factory;
    private final @Nullable Object tenant;

    private Bulk(Units units, @Nullable SessionFactory factory, @Nullable Object tenant) {
        this.units = units;
        this.factory = factory;
        this.tenant = tenant;
    }

    /** {@return loads of entities of {@code factory}, each in transactions of its own} */
    public static Bulk of(SessionFactory factory) {
        return new Bulk(SessionUnits.of(factory), factory, null);
    }

    /** {@return what needs no mapping, on connections of {@code dataSource}: COPY out, batches} */
    public static Bulk of(DataSource dataSource) {
        return new Bulk(SessionUnits.of(dataSource), null, null);
    }

    /**
     * {@return loads inside the transaction of {@code session}} What is pending is flushed before each; entities that were
     * loaded are not managed afterwards.
     */
    public static Bulk of(SharedSessionContract session) {
        return new Bulk(SessionUnits.within(session), session.getFactory(), session.getTenantIdentifierValue());
    }

    /** Loads entities, as the options' defaults say. */
    public <E> BulkResult insert(Class<E> type, Stream<? extends E> rows) {
        return insert(type, rows, options -> {});
    }

    /** Loads entities, as the options' defaults say. */
    public <E> BulkResult insert(Class<E> type, Iterable<? extends E> rows) {
        return insert(type, rows, options -> {});
    }

    /** Loads entities of a stream, which is read lazily, by this thread, and closed. */
    public <E> BulkResult insert(
            Class<E> type, Stream<? extends E> rows, Consumer<? super BulkOptions.Builder> options) {
        try (Stream<? extends E> open = rows) {
            return insert(type, open.iterator(), options(options, -1));
        }
    }

    /**
     * Loads entities. Ids, versions and what else Hibernate generates are set in them; they are not managed by any session,
     * and collections with tables of their own must be empty. Subclasses of {@code type} may be among them.
     *
     * @throws BulkException if a row cannot be loaded, or the mapping does not fit the tables
     * @throws IllegalArgumentException if {@code type} is not mapped, or naming every option that is not allowed
     */
    public <E> BulkResult insert(
            Class<E> type, Iterable<? extends E> rows, Consumer<? super BulkOptions.Builder> options) {
        return insert(type, rows.iterator(), options(options, rows instanceof Collection<?> all ? all.size() : -1));
    }

    private static BulkOptions options(Consumer<? super BulkOptions.Builder> options, long size) {
        BulkOptions.Builder builder = new BulkOptions.Builder();
        builder.expectedRows(size);
        options.accept(builder);
        return builder.build();
    }

    private <E> BulkResult insert(Class<E> type, Iterator<? extends E> rows, BulkOptions options) {
        try (EntityEncoder<E> encoder = encoder(type, options)) {
            Sink sink = encoder.rowSecurity() ? new Sink.Staged(encoder.targets()) : new Sink.Copy(encoder.targets());
            return new Loader<>(units, options, sink, encoder, resolution(options)).run(rows);
        }
    }

    private <E> EntityEncoder<E> encoder(Class<E> type, BulkOptions options) {
        SessionFactory mapped = factory;
        if (mapped == null) {
            throw new IllegalStateException(
                    "Entities can be loaded by a Bulk of a session factory or session; this one is"
                            + " of a datasource, which maps no " + type.getSimpleName());
        }
        return onPrimary(
                "The mapping of " + type.getSimpleName() + " could not be checked",
                connection -> EntityEncoder.open(
                        mapped, type, tenant, connection, units, options.callbacks(), options.expectedRows()));
    }

    private <T> T onPrimary(String failure, Units.Work<T> work) {
        try {
            return units.write(options -> {}, work);
        } catch (SQLException e) {
            throw new BulkException(failure + ": " + e.getMessage(), e);
        }
    }

    /** Marker rows where they can be written: only they say across a failover what became of a COMMIT. */
    private Consumer<TransactionOptions.Builder> resolution(BulkOptions options) {
        if (units.isWithin()) {
            return builder -> {};
        }
        CommitResolution chosen = options.commitResolution() != null
                ? options.commitResolution()
                : onPrimary("The table of commit markers could not be looked for", Bulk::hasMarkers)
                        ? CommitResolution.MARKER
                        : CommitResolution.XID;
        return builder -> builder.commitResolution(chosen);
    }

    private static boolean hasMarkers(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT has_table_privilege(c.oid, 'INSERT, SELECT') FROM pg_catalog.pg_class c"
                        + " WHERE c.oid = pg_catalog.to_regclass(?)")) {
            query.setString(1, CommitMarkers.TABLE);
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
