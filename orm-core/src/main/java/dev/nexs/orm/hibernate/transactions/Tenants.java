package dev.nexs.orm.hibernate.transactions;

import org.hibernate.SessionFactory;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;

/** Whose session a unit opens. */
final class Tenants {

    private Tenants() {}

    static @Nullable Object current(SessionFactory factory) {
        CurrentTenantIdentifierResolver<?> resolver =
                factory.unwrap(SessionFactoryImplementor.class).getCurrentTenantIdentifierResolver();
        return resolver == null ? null : resolver.resolveCurrentTenantIdentifier();
    }
}
