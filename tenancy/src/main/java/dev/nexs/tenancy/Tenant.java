package dev.nexs.tenancy;

import dev.nexs.tenancy.internal.TenantNames;
import java.util.function.Consumer;

/**
 * A tenant as the registry has it.
 *
 * @param id its name
 * @param state where it is in its life
 * @param limits what it may use
 * @param place where its data is
 * @param epoch raised by every change of any tenant; a tenant's own is that of its last change
 */
public record Tenant(String id, TenantState state, TenantLimits limits, TenantPlace place, long epoch) {

    /**
     * Begins the description of a tenant that is to be provisioned.
     *
     * @param id its name: 1 to 48 lower-case ASCII letters, digits, {@code -} and {@code _}, beginning with a letter or digit
     * @throws IllegalArgumentException saying what is wrong with the name
     */
    public static Definition named(String id) {
        return new Definition(TenantNames.require(id));
    }

    /** A tenant that is to be. */
    public static final class Definition {

        private final String id;
        private final TenantLimits.Builder limits = new TenantLimits.Builder(TenantLimits.NONE);
        private String cluster = "";
        private String database = "";

        private Definition(String id) {
            this.id = id;
        }

        /** Sets its limits. */
        public Definition limits(Consumer<? super TenantLimits.Builder> change) {
            change.accept(limits);
            return this;
        }

        /** Names the configured cluster that it lives on. Default: the one of {@code nexs.url}. */
        public Definition cluster(String name) {
            cluster = name;
            return this;
        }

        /** Names its database, for the strategy {@code database}. Default: one called as the tenant, with the prefix. */
        public Definition database(String name) {
            database = name;
            return this;
        }

        String id() {
            return id;
        }

        TenantLimits limits() {
            return limits.build();
        }

        String cluster() {
            return cluster;
        }

        String database() {
            return database;
        }
    }
}
