package dev.nexs.tenancy.internal.hibernate;

import dev.nexs.tenancy.Tenancy;
import org.hibernate.SessionFactory;
import org.hibernate.engine.jdbc.connections.spi.MultiTenantConnectionProvider;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/** Session factories and their tenancies. */
public final class Factories {

    private Factories() {}

    /** {@return the tenancy of a session factory} */
    public static Tenancy tenancy(SessionFactory factory) {
        Object provider = factory.unwrap(SessionFactoryImplementor.class)
                .getServiceRegistry()
                .getService(MultiTenantConnectionProvider.class);
        if (provider instanceof TenantProvider ours) {
            return ours.tenancy();
        }
        throw new IllegalArgumentException("This session factory knows no tenants"
                + (provider == null
                        ? ""
                        : " of this library, but those of "
                                + provider.getClass().getName())
                + "; start it with nexs.tenancy.strategy");
    }
}
