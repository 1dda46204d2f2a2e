package dev.nexs.tenancy.internal.hibernate;

import dev.nexs.tenancy.internal.Scope;
import dev.nexs.tenancy.internal.TenancyCore;
import java.util.UUID;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.jspecify.annotations.Nullable;

/**
 * Tells Hibernate whose session is opened. A tenant that is not admitted is refused here, before there is a session. Where
 * nobody says who is asking, Hibernate refuses to open one, unless the code that opens it names the tenant.
 */
final class TenantResolver implements CurrentTenantIdentifierResolver<Object> {

    /** What stands for all tenants where identifiers are numbers or UUIDs. */
    private static final UUID ALL_UUID = new UUID(-1, -1);

    private volatile @Nullable TenancyCore core;
    private volatile Class<?> type = String.class;

    void bind(TenancyCore opened) {
        core = opened;
    }

    /** What the mapping's tenant identifier is. */
    void type(Class<?> javaType) {
        type = javaType;
    }

    @Override
    @SuppressWarnings("NullAway") // Hibernate takes null for nobody, and refuses
    public Object resolveCurrentTenantIdentifier() {
        Scope scope = Scope.current();
        if (scope == null) {
            return null;
        }
        TenancyCore opened = core;
        if (opened != null && scope.tenant() != null && scope.admin() == null) {
            opened.requireAdmitted(scope.tenant());
        }
        return toIdentifier(scope.identifier());
    }

    private Object toIdentifier(String name) {
        boolean all = name.equals(Scope.ALL);
        try {
            if (type == UUID.class) {
                return all ? ALL_UUID : UUID.fromString(name);
            }
            if (type == Long.class) {
                return all ? (Object) Long.MIN_VALUE : (Object) Long.valueOf(name);
            }
            if (type == Integer.class) {
                return all ? (Object) Integer.MIN_VALUE : (Object) Integer.valueOf(name);
            }
            return name;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The tenant '" + name + "' is no " + type.getSimpleName() + ", which the @TenantId attributes are",
                    e);
        }
    }

    /** {@return the name behind Hibernate's identifier} */
    static String toName(Object identifier) {
        boolean all = identifier.equals(ALL_UUID)
                || identifier.equals(Long.MIN_VALUE)
                || identifier.equals(Integer.MIN_VALUE);
        return all ? Scope.ALL : identifier.toString();
    }

    @Override
    public boolean validateExistingCurrentSessions() {
        return true;
    }

    @Override
    public boolean isRoot(Object identifier) {
        return toName(identifier).equals(Scope.ALL);
    }
}
