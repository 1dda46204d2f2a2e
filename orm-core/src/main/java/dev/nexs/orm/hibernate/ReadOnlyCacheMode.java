package dev.nexs.orm.hibernate;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.hibernate.CacheMode;
import org.hibernate.engine.extension.spi.Extension;
import org.hibernate.engine.extension.spi.ExtensionIntegration;
import org.hibernate.engine.extension.spi.ExtensionIntegrationContext;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what a replica showed out of the second-level and query caches: a replica may be behind, and the caches are
 * shared with sessions of the primary. A session that was opened read-only on our connections reads from the caches and
 * does not write to them, unless it was opened with a cache mode of its own.
 *
 * <p>Hibernate tells nobody that a session is read-only before its first load, which is too late for the query cache;
 * hence the look into the session while it is made.
 */
public final class ReadOnlyCacheMode implements ExtensionIntegration<ReadOnlyCacheMode.Applied> {

    private static final Logger LOG = LoggerFactory.getLogger(ReadOnlyCacheMode.class);
    private static final Applied APPLIED = new Applied();
    private static final @Nullable MethodHandle IS_READ_ONLY = find();

    /** Called by Hibernate. */
    public ReadOnlyCacheMode() {}

    @Override
    public Class<Applied> getExtensionType() {
        return Applied.class;
    }

    @Override
    public Applied createExtension(ExtensionIntegrationContext context) {
        SharedSessionContractImplementor session = context.getSession();
        if (isReadOnly(session) && session.getCacheMode() == CacheMode.NORMAL && isOurs(session)) {
            session.setCacheMode(CacheMode.GET);
        }
        return APPLIED;
    }

    private static boolean isOurs(SharedSessionContractImplementor session) {
        return session.getFactory().getServiceRegistry().getService(ConnectionProvider.class)
                instanceof NexsConnectionProvider;
    }

    private static boolean isReadOnly(SharedSessionContractImplementor session) {
        try {
            return IS_READ_ONLY != null && (boolean) IS_READ_ONLY.invoke(session);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("Asking a session whether it is read-only failed", e);
        }
    }

    private static @Nullable MethodHandle find() {
        try {
            Class<?> type = Class.forName("org.hibernate.internal.AbstractSharedSessionContract");
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                    .findVirtual(type, "isReadOnly", MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException e) {
            LOG.warn(
                    "This version of Hibernate does not say whether a session is read-only; open read-only sessions"
                            + " with initialCacheMode(CacheMode.GET) if the second-level cache is on",
                    e);
            return null;
        }
    }

    /** Says that the session was looked at. */
    public static final class Applied implements Extension {
        private Applied() {}
    }
}
