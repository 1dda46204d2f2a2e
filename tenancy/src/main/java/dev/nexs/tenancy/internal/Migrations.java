package dev.nexs.tenancy.internal;

import dev.nexs.orm.NexsConfigurationException;
import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.internal.Catalogue;
import dev.nexs.tenancy.MigrationReport;
import dev.nexs.tenancy.TenancyException;
import dev.nexs.tenancy.TenancyException.Reason;
import dev.nexs.tenancy.Tenant;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings tenants to the newest version, each by Flyway in its own schema or database. A tenant is migrated under an advisory
 * lock of its name that is polled for: one that waited inside the server would hold up every {@code CREATE INDEX
 * CONCURRENTLY} there. The ledger has a row for each tenant and version; Flyway's own history in the tenant is the truth,
 * and the ledger is written after it, so what a dead runner leaves as running is looked at again.
 */
public final class Migrations {

    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int PERCENT_OF_SECOND_RING = 1;

    private final TenancySettings settings;
    private final DataSources sources;
    private final @Nullable RegistryTable ledger;

    /** The statements that make a tenant's tables where there are no migrations; known once Hibernate has booted. */
    private volatile List<String> script = List.of();

    Migrations(TenancySettings settings, DataSources sources, @Nullable RegistryTable ledger) {
        this.settings = settings;
        this.sources = sources;
        this.ledger = ledger;
    }

    void script(List<String> statements) {
        script = List.copyOf(statements);
    }

    private boolean byFlyway() {
        return !settings.get(Catalogue.TENANCY_MIGRATIONS_LOCATIONS).isEmpty();
    }

    /** Makes the tables of a tenant that is new. Tenants by row have none of their own. */
    void bringUp(Tenant tenant) throws SQLException {
        if (!settings.strategy().hasTablesPerTenant()) {
            return;
        }
        if (byFlyway()) {
            migrate(tenant);
            return;
        }
        try (Connection connection = sources.controlConnection(tenant.place())) {
            Sql.transaction(connection, c -> {
                if (!tenant.place().schema().isEmpty()) {
                    Sql.query(
                            c,
                            "select set_config('search_path', ?, true)",
                            row -> true,
                            settings.searchPath(tenant.place().schema()));
                }
                Sql.execute(c, script);
                return true;
            });
        }
    }

    /** A move that goes on finds its tables made. */
    void bringUpIfEmpty(Tenant tenant, String schema) throws SQLException {
        boolean empty;
        try (Connection connection = sources.controlConnection(tenant.place())) {
            empty = Sql.query(
                            connection,
                            "select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = ?"
                                    + " and c.relkind in ('r', 'p') limit 1",
                            row -> true,
                            schema)
                    .isEmpty();
        }
        if (empty || byFlyway()) {
            bringUp(tenant);
        }
    }

    private TenantFlyway flyway(Tenant tenant) {
        try {
            return new TenantFlyway(settings, sources, tenant);
        } catch (NoClassDefFoundError e) {
            throw new NexsConfigurationException(List.of(NexsSettings.TENANCY_MIGRATIONS_LOCATIONS
                    + " needs Flyway; add org.flywaydb:flyway-core and org.flywaydb:flyway-database-postgresql"));
        }
    }

    private void requireFlyway() {
        if (!settings.strategy().hasTablesPerTenant()) {
            throw new TenancyException(
                    Reason.REFUSED,
                    null,
                    "With the strategy row all tenants share their tables: migrate those once, as without tenants");
        }
        if (!byFlyway()) {
            throw new TenancyException(
                    Reason.REFUSED,
                    null,
                    NexsSettings.TENANCY_MIGRATIONS_LOCATIONS
                            + " is not set, so there is nothing to migrate to; write the"
                            + " folder of the migrations, such as classpath:db/tenants");
        }
    }

    /** {@return the versions that each tenant lacks, without touching anything} */
    public Map<String, List<String>> pending(Iterable<Tenant> tenants) {
        requireFlyway();
        Map<String, List<String>> pending = new TreeMap<>();
        tenants.forEach(tenant -> {
            if (isMigrated(tenant)) {
                List<String> versions = flyway(tenant).pending();
                if (!versions.isEmpty()) {
                    pending.put(tenant.id(), versions);
                }
            }
        });
        return pending;
    }

    private static boolean isMigrated(Tenant tenant) {
        return switch (tenant.state()) {
            case ACTIVE, SUSPENDED, ARCHIVED -> true;
            default -> false;
        };
    }

    // ---- one tenant

    /** {@return whether there was anything to do} */
    private boolean migrate(Tenant tenant) throws SQLException {
        TenantFlyway flyway = flyway(tenant);
        try (Connection lock = sources.controlConnection(tenant.place())) {
            lock.setAutoCommit(true);
            await(lock, "nexs-migrate:" + tenant.id());
            try {
                List<String> pending = flyway.pending();
                if (pending.isEmpty()) {
                    done(tenant, Map.of());
                    return false;
                }
                begin(tenant, pending);
                try {
                    done(tenant, flyway.migrate());
                } catch (RuntimeException e) {
                    fail(tenant, flyway.pending(), e);
                    throw e;
                }
                return true;
            } finally {
                Sql.query(
                        lock,
                        "select pg_advisory_unlock(hashtextextended(?, 0))",
                        row -> true,
                        "nexs-migrate:" + tenant.id());
            }
        }
    }

    private static void await(Connection lock, String name) throws SQLException {
        while (!Sql.query(lock, "select pg_try_advisory_lock(hashtextextended(?, 0))", row -> row.getBoolean(1), name)
                .get(0)) {
            try {
                TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SQLException("Interrupted while another runner migrates the same tenant", e);
            }
        }
    }

    // ---- the ledger

    private void begin(Tenant tenant, List<String> versions) throws SQLException {
        if (ledger != null) {
            try (Connection connection = ledger.source().getConnection()) {
                Sql.transaction(connection, c -> {
                    for (String version : versions) {
                        Sql.update(
                                c,
                                "insert into " + ledger.table("migration")
                                        + " (tenant, version, state, runner, started_at) values (?,?,'running',?,now())"
                                        + " on conflict (tenant, version) do update set state = 'running',"
                                        + " runner = excluded.runner, started_at = now(), error = null",
                                tenant.id(),
                                version,
                                ledger.instance());
                    }
                    return true;
                });
            }
        }
    }

    private void done(Tenant tenant, Map<String, Integer> millis) throws SQLException {
        if (ledger != null) {
            try (Connection connection = ledger.source().getConnection()) {
                Sql.transaction(connection, c -> {
                    for (Map.Entry<String, Integer> each : millis.entrySet()) {
                        Sql.update(
                                c,
                                "update " + ledger.table("migration")
                                        + " set state = 'done', millis = ? where tenant = ? and version = ?",
                                each.getValue(),
                                tenant.id(),
                                each.getKey());
                    }
                    return Sql.update(
                            c,
                            "update " + ledger.table("migration")
                                    + " set state = 'done' where tenant = ? and state <> 'done'",
                            tenant.id());
                });
            }
        }
    }

    private void fail(Tenant tenant, List<String> left, Exception failure) {
        if (ledger != null) {
            try (Connection connection = ledger.source().getConnection()) {
                Sql.transaction(connection, c -> {
                    Sql.update(
                            c,
                            "update " + ledger.table("migration") + " set state = case when version = any (?) then"
                                    + " case when version = ? then 'failed' else 'pending' end else 'done' end,"
                                    + " error = case when version = ? then ? end where tenant = ? and state = 'running'",
                            c.createArrayOf("text", left.toArray()),
                            left.isEmpty() ? "" : left.get(0),
                            left.isEmpty() ? "" : left.get(0),
                            String.valueOf(failure.getMessage()),
                            tenant.id());
                    return true;
                });
            } catch (SQLException e) {
                failure.addSuppressed(e);
            }
        }
    }

    /** {@return what the ledger says: by tenant, the state of each version} */
    Map<String, Map<String, String>> ledger() throws SQLException {
        Map<String, Map<String, String>> states = new TreeMap<>();
        if (ledger != null) {
            try (Connection connection = ledger.source().getConnection()) {
                Sql.query(
                                connection,
                                "select tenant, version, state from " + ledger.table("migration") + " order by 1, 2",
                                row -> new String[] {row.getString(1), row.getString(2), row.getString(3)})
                        .forEach(row -> states.computeIfAbsent(row[0], any -> new LinkedHashMap<>())
                                .put(row[1], row[2]));
            }
        }
        return states;
    }

    void forget(String tenant) throws SQLException {
        change("delete from %s where tenant = ?", tenant);
    }

    void rename(String from, String to) throws SQLException {
        change("update %s set tenant = ? where tenant = ?", to, from);
    }

    private void change(String sql, Object... values) throws SQLException {
        if (ledger != null) {
            try (Connection connection = ledger.source().getConnection()) {
                Sql.transaction(connection, c -> Sql.update(c, sql.formatted(ledger.table("migration")), values));
            }
        }
    }

    // ---- all tenants

    /** Brings all tenants to the newest version. */
    public MigrationReport all(Iterable<Tenant> tenants, Consumer<? super MigrationReport> progress) {
        requireFlyway();
        List<Tenant> all = new ArrayList<>();
        tenants.forEach(tenant -> {
            if (isMigrated(tenant)) {
                all.add(tenant);
            }
        });
        all.sort(Comparator.comparing(Tenant::id));
        Run run = new Run(all.size(), progress, settings.get(Catalogue.TENANCY_MIGRATIONS_MAX_FAILURES));
        int threads = settings.get(Catalogue.TENANCY_MIGRATIONS_PARALLELISM);
        AtomicInteger number = new AtomicInteger();
        ExecutorService executor = Executors.newFixedThreadPool(
                threads, task -> new Thread(task, "nexs-tenancy-migration-" + number.incrementAndGet()));
        try {
            List<List<Tenant>> rings = rings(all);
            for (List<Tenant> ring : rings) {
                List<Future<?>> begun = new ArrayList<>();
                ring.forEach(tenant -> begun.add(executor.submit(() -> run.one(tenant))));
                for (Future<?> each : begun) {
                    each.get();
                }
                run.endOfRing(ring, ring == rings.get(0) ? 0 : 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            run.stop();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new TenancyException(Reason.FAILED, null, "Migrating tenants failed: " + e.getCause(), e);
        } finally {
            executor.shutdownNow();
            awaitEnd(executor);
        }
        MigrationReport report = run.report();
        LOG.info(
                "Migrated {} of {} tenants in {} ({} were there already, {} failed, {} untouched)",
                report.done() - report.skipped(),
                report.total(),
                report.elapsed(),
                report.skipped(),
                report.failures().size(),
                report.untouched().size());
        return report;
    }

    private static void awaitEnd(ExecutorService executor) {
        boolean interrupted = Thread.interrupted();
        try {
            executor.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The canaries, a hundredth of all, the rest. */
    private List<List<Tenant>> rings(List<Tenant> all) {
        List<String> names = settings.get(Catalogue.TENANCY_MIGRATIONS_CANARIES);
        List<Tenant> canaries =
                all.stream().filter(tenant -> names.contains(tenant.id())).toList();
        List<Tenant> others =
                all.stream().filter(tenant -> !names.contains(tenant.id())).toList();
        int few = Math.min(others.size(), Math.max(1, others.size() * PERCENT_OF_SECOND_RING / 100));
        return List.of(canaries, others.subList(0, few), others.subList(few, others.size()));
    }

    /** One run over all tenants. */
    private final class Run {

        private final int total;
        private final Consumer<? super MigrationReport> progress;
        private final double mostFailures;
        private final long begun = System.nanoTime();
        private final Map<String, String> failures = new ConcurrentHashMap<>();
        private final List<String> untouched = new ArrayList<>();
        private int done;
        private int skipped;
        private volatile boolean stopped;

        Run(int total, Consumer<? super MigrationReport> progress, double mostFailures) {
            this.total = total;
            this.progress = progress;
            this.mostFailures = mostFailures;
        }

        void one(Tenant tenant) {
            if (stopped || Thread.currentThread().isInterrupted()) {
                synchronized (this) {
                    untouched.add(tenant.id());
                }
                return;
            }
            try {
                boolean changed = migrate(tenant);
                count(changed ? 0 : 1);
            } catch (SQLException | RuntimeException e) {
                failures.put(tenant.id(), String.valueOf(e.getMessage()));
                LOG.warn("The tenant '{}' could not be migrated", tenant.id(), e);
                stopAtTooManyFailures();
            }
            progress.accept(report());
        }

        private synchronized void count(int found) {
            done++;
            skipped += found;
        }

        /** A few failures among few say little, so the share is that of all; a ring that fails as a whole stops at its end. */
        private void stopAtTooManyFailures() {
            if (failures.size() > mostFailures * total && failures.size() > 1) {
                stopped = true;
            }
        }

        /** The first rings are there to fail instead of the others. One tenant alone stops nobody unless it is a canary. */
        void endOfRing(List<Tenant> ring, int tolerated) {
            long failed = ring.stream()
                    .filter(tenant -> failures.containsKey(tenant.id()))
                    .count();
            if (failed > tolerated && failed > mostFailures * ring.size()) {
                stopped = true;
            }
        }

        void stop() {
            stopped = true;
        }

        synchronized MigrationReport report() {
            Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);
            int through = done + failures.size();
            Duration remaining =
                    through == 0 ? null : elapsed.dividedBy(through).multipliedBy(total - through);
            return new MigrationReport(total, done, skipped, failures, untouched, elapsed, remaining);
        }
    }
}
