package dev.nexs.tenancy.spi;

import dev.nexs.tenancy.Tenant;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where tenants are registered. Every change raises the epoch, in the order in which changes become visible, so that who
 * has read up to an epoch has missed nothing. Thread-safe. One that is {@link AutoCloseable} is closed with the tenancy that
 * made it.
 */
public interface TenantRegistry {

    /** Prepares what it needs, such as tables. Called once, perhaps by several instances at a time. */
    void prepare() throws SQLException;

    /** {@return all tenants that changed after {@code epoch}, dropped ones included, in no order} */
    List<Tenant> changedSince(long epoch) throws SQLException;

    /** {@return a tenant as it is now, or null where there never was one} */
    @Nullable
    Tenant find(String id) throws SQLException;

    /**
     * Stores a tenant if its state allows the step from the one before, raises the epoch and tells the other instances.
     *
     * @param expected what was there, or null where there was nothing or a dropped tenant
     * @param next what is to be; its epoch is set here, and so is that of a place that is new
     * @param why what happened, for the record
     * @return what was stored
     * @throws dev.nexs.tenancy.TenancyException if something else was there, the name looks like another's, or the place
     *     is taken
     */
    Tenant store(@Nullable Tenant expected, Tenant next, String why) throws SQLException;

    /** Writes into the record that an administrator did something. */
    void record(@Nullable String tenant, String what) throws SQLException;

    /**
     * Waits for a notice of a change.
     *
     * @return whether there was one within {@code atMost}
     */
    boolean awaitNotice(Duration atMost) throws SQLException, InterruptedException;
}
