package dev.nexs.orm.bulk;

import dev.nexs.orm.CommitResolution;
import dev.nexs.orm.TransactionOptions;
import dev.nexs.orm.bulk.internal.CopyTarget;
import dev.nexs.orm.bulk.internal.CsvReader;
import dev.nexs.orm.bulk.internal.Loader;
import dev.nexs.orm.bulk.internal.Merge;
import dev.nexs.orm.bulk.internal.RowEncoder;
import dev.nexs.orm.bulk.internal.Sink;
import dev.nexs.orm.bulk.internal.Units;
import dev.nexs.orm.bulk.internal.hibernate.ClassPlan;
import dev.nexs.orm.bulk.internal.hibernate.CsvEncoder;
import dev.nexs.orm.bulk.internal.hibernate.Deletes;
import dev.nexs.orm.bulk.internal.hibernate.EntityEncoder;
import dev.nexs.orm.bulk.internal.hibernate.SessionUnits;
import dev.nexs.orm.jdbc.PhysicalConnection;
import dev.nexs.orm.resilience.CommitMarkers;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
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
    private final Deletes deletes;
    private final @Nullable SessionFactory factory;
    private final @Nullable Object tenant;

    private Bulk(Units units, Deletes deletes, @Nullable SessionFactory factory, @Nullable Object tenant) {
        this.units = units;
        this.deletes = deletes;
        this.factory = factory;
        this.tenant = tenant;
    }

    /** {@return loads of entities of {@code factory}, each in transactions of its own} */
    public static Bulk of(SessionFactory factory) {
        return new Bulk(SessionUnits.of(factory), Deletes.of(factory), factory, null);
    }

    /** {@return what needs no mapping, on connections of {@code dataSource}: COPY out, batches} */
    public static Bulk of(DataSource dataSource) {
        return new Bulk(SessionUnits.of(dataSource), Deletes.NONE, null, null);
    }

    /**
     * {@return loads inside the transaction of {@code session}} What is pending is flushed before each; entities that were
     * loaded are not managed afterwards.
     */
    public static Bulk of(SharedSessionContract session) {
        return new Bulk(
                SessionUnits.within(session),
                Deletes.within(session),
                session.getFactory(),
                session.getTenantIdentifierValue());
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

    /** {@return an empty batch of mixed statements, which take one round trip together} */
    public Batch batch() {
        return new Batch(units);
    }

    private static BulkOptions options(Consumer<? super BulkOptions.Builder> options, long size) {
        BulkOptions.Builder builder = new BulkOptions.Builder();
        builder.expectedRows(size);
        options.accept(builder);
        return builder.build();
    }

    private <E> BulkResult insert(Class<E> type, Iterator<? extends E> rows, BulkOptions options) {
        EntityEncoder<E> encoder = encoder(type, options, false);
        Sink sink = encoder.rowSecurity() ? new Sink.Staged(encoder.targets()) : new Sink.Copy(encoder.targets());
        return load(encoder, encoder, sink, rows, options);
    }

    private <T> BulkResult load(
            EntityEncoder<?> entities,
            RowEncoder<T> encoder,
            Sink sink,
            Iterator<? extends T> rows,
            BulkOptions options) {
        try (encoder) {
            try {
                return new Loader<>(units, options, sink, encoder, resolution(options)).run(rows);
            } finally {
                entities.evictFromCaches();
            }
        }
    }

    /**
     * Loads entities whose ids the server makes, and sets these in them. Others have theirs set by {@link
     * #insert(Class, Iterable, Consumer)} already.
     */
    public <E> BulkResult insertReturning(
            Class<E> type, Iterable<? extends E> rows, Consumer<? super BulkOptions.Builder> options) {
        BulkOptions built = options(options, -1);
        EntityEncoder<E> encoder = encoder(type, built, false);
        if (!encoder.plan().leavesIdToServer()) {
            encoder.close();
            return insert(type, rows.iterator(), built);
        }
        return load(encoder, encoder, merge(Merge.Action.INSERT_RETURNING, encoder, built), rows.iterator(), built);
    }

    /** Inserts entities or takes them over into rows that are there, as the options' defaults say. */
    public <E> BulkResult upsert(Class<E> type, Iterable<? extends E> rows) {
        return upsert(type, rows, options -> {});
    }

    /**
     * Inserts entities; where a row of the same key is there, takes over what differs, or leaves it alone, as {@code
     * onConflict} says. The key is the identifier or {@code conflictKey}, which needs a unique index. Of several rows of one
     * chunk with the same key the last one counts. A version is counted up in rows that change. Found by another key than
     * the identifier, a row keeps its own, and the given entity has a new one that is not stored.
     *
     * @throws BulkException if a row cannot be loaded, or the mapping does not fit the table
     */
    public <E> BulkResult upsert(
            Class<E> type, Iterable<? extends E> rows, Consumer<? super BulkOptions.Builder> options) {
        BulkOptions built = options(options, rows instanceof Collection<?> all ? all.size() : -1);
        EntityEncoder<E> encoder = encoder(type, built, false);
        Merge.Action action = built.onConflict() == OnConflict.IGNORE ? Merge.Action.INSERT_NEW : Merge.Action.UPSERT;
        return load(encoder, encoder, merge(action, encoder, built), rows.iterator(), built);
    }

    /**
     * Writes attributes of entities into the rows of the same key; all that may change, or those of {@code attributes}. With a
     * version, a row that has another one than the entity is a failure of that row; entities keep the version they have.
     */
    public <E> BulkResult update(
            Class<E> type, Iterable<? extends E> rows, Consumer<? super BulkOptions.Builder> options) {
        BulkOptions built = options(options, rows instanceof Collection<?> all ? all.size() : -1);
        EntityEncoder<E> encoder = encoder(type, built, true);
        return load(encoder, encoder, merge(Merge.Action.UPDATE, encoder, built), rows.iterator(), built);
    }

    private static Merge merge(Merge.Action action, EntityEncoder<?> encoder, BulkOptions options) {
        try {
            ClassPlan plan = encoder.plan();
            if (encoder.targets().size() != 1) {
                throw new BulkException(
                        encoder.subject() + " has rows in " + encoder.targets().size()
                                + " tables; only an insert is possible in bulk, change it through a session",
                        null);
            }
            CopyTarget target = encoder.targets().get(0);
            List<String> keys = options.conflictKey().isEmpty() || action == Merge.Action.INSERT_RETURNING
                    ? plan.keyColumns()
                    : options.conflictKey().stream()
                            .flatMap(name -> plan.columns(name).stream())
                            .toList();
            List<String> there =
                    target.columns().stream().map(CopyTarget.Column::sql).toList();
            if (action != Merge.Action.INSERT_RETURNING && !there.containsAll(keys)) {
                throw new BulkException(
                        "The id of " + encoder.subject()
                                + " is made by the server, so rows cannot be found by it; name another key with"
                                + " conflictKey(...)",
                        null);
            }
            List<String> changed = options.attributes().isEmpty()
                    ? there.stream()
                            .filter(plan.changeableColumns()::contains)
                            .filter(column -> !keys.contains(column))
                            .toList()
                    : options.attributes().stream()
                            .flatMap(name -> plan.columns(name).stream())
                            .toList();
            return new Merge(
                    action,
                    target,
                    keys,
                    changed,
                    plan.versionColumn(),
                    options.onOutcome() != null,
                    plan::setIdentifier);
        } catch (RuntimeException e) {
            encoder.close();
            throw e;
        }
    }

    /**
     * Deletes entities by their identifiers, through HQL: soft deletes, tenants, several tables and caches are what they are
     * there. Entities of a session's own that are among them are detached.
     *
     * @return how many were there
     */
    public long delete(Class<?> type, Iterable<?> ids) {
        if (factory == null) {
            throw withoutMapping(type);
        }
        return deletes.delete(type, ids);
    }

    /**
     * Loads a CSV file whose header names attributes or columns of {@code type}; the server converts the texts. Nothing
     * between two commas is null, {@code ""} an empty text. Identifiers from sequences, UUIDs, versions, discriminators and
     * markers that the header leaves out are made as for an entity.
     *
     * @param csv read lazily, by this thread; its owner closes it
     */
    public BulkResult insertCsv(Class<?> type, Reader csv, Consumer<? super BulkOptions.Builder> options) {
        BulkOptions built = options(options, -1);
        CsvReader rows = new CsvReader(csv, ',');
        if (!rows.hasNext()) {
            throw new BulkException(
                    "The file has no header; its first line must name attributes of " + type.getSimpleName(), null);
        }
        List<String> header = rows.next().fields().stream()
                .map(name -> name == null ? "" : name.strip())
                .toList();
        EntityEncoder<?> entities = encoder(type, built, false);
        CsvEncoder encoder;
        try {
            encoder = onPrimary("The header could not be checked", connection -> entities.csv(connection, header));
        } catch (RuntimeException e) {
            entities.close();
            throw e;
        }
        Sink sink = entities.rowSecurity() ? new Sink.Staged(encoder.targets()) : new Sink.Copy(encoder.targets());
        return load(entities, encoder, sink, rows, built);
    }

    /**
     * Writes what a query returns, from a replica where reads may go there. It is not begun again behind a failure, since the
     * sink has a part of it already.
     *
     * @param query PostgreSQL's SQL without arguments: COPY has no place for them
     * @param sink left open
     * @return how many rows there were
     */
    public long copyOut(String query, OutputStream sink, CopyFormat format) {
        String sql = query.strip();
        String bare = sql.endsWith(";") ? sql.substring(0, sql.length() - 1) : sql;
        return copy("(" + bare + "\n)", sink, format);
    }

    /** Writes the rows of an entity's own table, all columns, with those of subclasses in the same table. */
    public long copyOut(Class<?> type, OutputStream sink, CopyFormat format) {
        EntityEncoder<?> encoder = encoder(type, options(o -> {}, -1), false);
        try (encoder) {
            return copy(encoder.targets().get(0).table(), sink, format);
        }
    }

    private long copy(String what, OutputStream sink, CopyFormat format) {
        try {
            return units.read(options -> options.replayable(false).transaction(true), connection -> {
                try {
                    String sql = "COPY " + what + " TO STDOUT (" + format.options() + ")";
                    return PhysicalConnection.<IOException>copying(
                            connection, sql, driver -> driver.getCopyAPI().copyOut(sql, sink));
                } catch (IOException e) {
                    throw new BulkException("The sink of COPY refused what came: " + e.getMessage(), e);
                }
            });
        } catch (SQLException e) {
            throw new BulkException("COPY failed: " + e.getMessage(), e, 0, 0, e.getSQLState(), null, null, null);
        }
    }

    private static IllegalStateException withoutMapping(Class<?> type) {
        return new IllegalStateException("Entities can be loaded by a Bulk of a session factory or session; this one is"
                + " of a datasource, which maps no " + type.getSimpleName());
    }

    private <E> EntityEncoder<E> encoder(Class<E> type, BulkOptions options, boolean forUpdate) {
        SessionFactory mapped = factory;
        if (mapped == null) {
            throw withoutMapping(type);
        }
        return onPrimary(
                "The mapping of " + type.getSimpleName() + " could not be checked",
                connection -> EntityEncoder.open(
                        mapped,
                        type,
                        tenant,
                        connection,
                        units,
                        options.callbacks(),
                        options.expectedRows(),
                        forUpdate));
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
