package dev.nexs.tenancy;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.tenancy.internal.Scope;
import dev.nexs.tenancy.internal.TenancyCore;
import dev.nexs.tenancy.internal.TenantNames;
import dev.nexs.tenancy.internal.hibernate.Factories;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;

/**
 * The tenants of an application: who there is, where their data is, and how they come, change and go. What is changed here
 * holds at once in this process and, by a notice, within moments in all others. Thread-safe.
 *
 * <pre>{@code
 * Tenancy tenancy = Tenancy.of(sessionFactory);
 * tenancy.provision(Tenant.named("acme").limits(l -> l.maxConnections(5)));
 * TenantContext.run("acme", () -> tx.write(session -> …));
 * }</pre>
 */
public final class Tenancy implements AutoCloseable {

    private final TenancyCore core;

    private Tenancy(TenancyCore core) {
        this.core = core;
    }

    /**
     * {@return the tenancy of a session factory that was started with {@code nexs.tenancy.strategy}}
     *
     * @throws IllegalArgumentException if it was not
     */
    public static Tenancy of(SessionFactory factory) {
        return Factories.tenancy(factory);
    }

    /**
     * Opens a tenancy from settings, with a datasource of its own. Hand it to Hibernate as
     * {@code nexs.tenancy.instance}.
     *
     * @param settings names of {@link dev.nexs.orm.NexsSettings} to texts or objects
     * @throws dev.nexs.orm.NexsConfigurationException naming every setting that is wrong
     */
    public static Tenancy from(Map<String, ?> settings) {
        return new Tenancy(TenancyCore.open(settings, null));
    }

    /**
     * Opens a tenancy over a datasource that exists, which stays open when the tenancy is closed.
     *
     * @param dataSource the application's
     * @param settings those of tenants; with {@code nexs.url} as well where tables belong to another role
     * @throws dev.nexs.orm.NexsConfigurationException naming every setting that is wrong
     */
    public static Tenancy over(NexsDataSource dataSource, Map<String, ?> settings) {
        return new Tenancy(TenancyCore.open(settings, dataSource));
    }

    /** {@return how tenants are kept apart} */
    public TenancyStrategy strategy() {
        return core.settings().strategy();
    }

    /** {@return all tenants that are not dropped, as this instance knows them} */
    public Collection<Tenant> tenants() {
        return core.tenants();
    }

    /**
     * {@return a tenant as this instance knows it}
     *
     * @throws TenancyException if there is none of that name
     */
    public Tenant tenant(String id) {
        return core.tenant(TenantNames.require(id));
    }

    // ---- life

    /**
     * Sets a tenant up: its schema or database, what the application is granted there, its tables, its place in the
     * registry. When anything fails, nothing is left of it.
     *
     * @throws TenancyException if the name is taken or looks like another, or something failed
     */
    public Tenant provision(Tenant.Definition definition) {
        return core.life()
                .provision(
                        definition.id(),
                        definition.limits(),
                        core.place(definition.id(), definition.cluster(), definition.database()));
    }

    /** Refuses a tenant's sessions, those at work too, until it is activated. */
    public Tenant suspend(String id) {
        return core.life().become(TenantNames.require(id), TenantState.SUSPENDED);
    }

    /** Takes a tenant into use again. One whose rename or move was broken off is looked after first. */
    public Tenant activate(String id) {
        return core.life().become(TenantNames.require(id), TenantState.ACTIVE);
    }

    /** Puts a tenant away: its data stays, its sessions are refused, and {@link #adminOf} reads it. */
    public Tenant archive(String id) {
        return core.life().become(TenantNames.require(id), TenantState.ARCHIVED);
    }

    /** {@return what confirms, handed to {@link #drop(String, String)}, that this tenant as it is now is to go} */
    public String drop(String id) {
        return core.life().dropToken(TenantNames.require(id));
    }

    /**
     * Drops a tenant and all its data.
     *
     * @param confirmation what {@link #drop(String)} returned, if the tenant has not changed since
     */
    public void drop(String id, String confirmation) {
        core.life().drop(TenantNames.require(id), confirmation);
    }

    /** Gives a tenant another name. Its sessions are refused meanwhile. */
    public Tenant rename(String from, String to) {
        return core.life().rename(TenantNames.require(from), TenantNames.require(to));
    }

    /** Makes a new tenant with the data of another as it is at one moment; nobody is kept from working. */
    public MoveReport clone(String from, String to) {
        Tenant source = tenant(from);
        TenantNames.require(to);
        return core.moves().copy(from, to, core.place(to, source.place().cluster(), ""));
    }

    /**
     * Moves a tenant to another cluster or database. Its sessions are refused while its rows are copied and compared. When
     * it fails nothing has changed; when the process dies, the same call goes on.
     */
    public MoveReport move(String id, Consumer<? super MoveTarget> target) {
        MoveTarget where = new MoveTarget();
        target.accept(where);
        Tenant tenant = tenant(id);
        String database = where.database().isEmpty() ? tenant.place().database() : where.database();
        return core.moves().move(id, core.place(id, where.cluster(), database), where.dropsSource());
    }

    /** Changes what a tenant may use, for transactions that begin from now on. */
    public Tenant limit(String id, Consumer<? super TenantLimits.Builder> change) {
        return core.life().limit(TenantNames.require(id), limits -> {
            TenantLimits.Builder builder = new TenantLimits.Builder(limits);
            change.accept(builder);
            return builder.build();
        });
    }

    // ---- migrations

    /**
     * Brings every tenant to the newest version. It goes on after a failure until the stop rule says otherwise, and called
     * again it goes on where it was, in whatever process.
     *
     * @param progress called after each tenant, by several threads
     */
    public MigrationReport migrateAll(Consumer<? super MigrationReport> progress) {
        return core.migrations().all(core.tenants(), progress);
    }

    /** {@return the versions that each tenant lacks; nothing is changed} */
    public Map<String, List<String>> pendingMigrations() {
        return core.migrations().pending(core.tenants());
    }

    /** {@return by tenant the state of each version: pending, running, done or failed} */
    public Map<String, Map<String, String>> migrationLedger() {
        return core.migrationLedger();
    }

    /** {@return by tenant how its tables differ from what most tenants have} */
    public Map<String, List<String>> drift() {
        return core.drift();
    }

    // ---- administrators

    /**
     * Runs {@code work} for all tenants' rows, as the role that owns the tables, reading only. It is written into the
     * registry's record. Sessions that are opened inside end with the block.
     *
     * @param reason why, for the record
     * @throws TenancyException if tenants have tables of their own, or the application's role owns the tables
     */
    public <T extends @Nullable Object, X extends Exception> T admin(String reason, TenantContext.Work<T, X> work)
            throws X {
        return core.admin(null, reason, true, work::call);
    }

    /** The same, for {@code work} that may write. */
    public <T extends @Nullable Object, X extends Exception> T adminWriting(
            String reason, TenantContext.Work<T, X> work) throws X {
        return core.admin(null, reason, false, work::call);
    }

    /**
     * Runs {@code work} on behalf of one tenant whatever its state, reading only, with no limits. It is written into the
     * registry's record.
     *
     * @param reason why, for the record
     */
    public <T extends @Nullable Object, X extends Exception> T adminOf(
            String id, String reason, TenantContext.Work<T, X> work) throws X {
        return core.admin(TenantNames.require(id), reason, true, work::call);
    }

    /** Runs {@code work} for each active tenant in turn, on its behalf, and returns what it returned. */
    public <T> Map<String, T> forEach(Function<? super Tenant, ? extends T> work) {
        return core.forEach(tenant -> Scope.within(Scope.of(tenant.id()), () -> work.apply(tenant)));
    }

    // ---- proof

    /** {@return what the server says about the walls between tenants, asked as the application} */
    public AuditReport audit() {
        return core.audit();
    }

    /** {@return the statements that put row-level security on every table of tenants, for a migration} */
    public List<String> rowSecurity() {
        return core.rowSecurity();
    }

    /** {@return the statements that spread tenants' tables over a Citus cluster, and what stands in their way} */
    public CitusPlan citus() {
        return core.citus();
    }

    /** {@return what carries a tenant to another process, checked there by {@link #resume}} */
    public TenantTicket ticket() {
        return core.ticket(TenantContext.require());
    }

    /**
     * Runs {@code work} on behalf of the tenant of a ticket.
     *
     * @throws TenancyException if that tenant is another by now: it moved, was renamed, or was dropped and made anew
     */
    public <T extends @Nullable Object, X extends Exception> T resume(
            TenantTicket ticket, TenantContext.Work<T, X> work) throws X {
        core.requireCurrent(ticket);
        return TenantContext.call(ticket.tenant(), work);
    }

    /** {@return plain connections on behalf of whoever is asking} */
    public DataSource dataSource() {
        return core.dataSource();
    }

    /** {@return what each tenant uses in this process: the {@code most} busiest, and the rest together under {@code ""}} */
    public Map<String, TenantUse> use(int most) {
        return core.use(most);
    }

    /** For the adapter to Hibernate. */
    public static Tenancy of(TenancyCore core) {
        return new Tenancy(core);
    }

    /** For the adapter to Hibernate. */
    public TenancyCore core() {
        return core;
    }

    /** Stops following the registry and closes what was opened here. */
    @Override
    public void close() {
        core.close();
    }
}
