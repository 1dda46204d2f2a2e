package dev.nexs.associations;

import dev.nexs.associations.internal.hibernate.factory.AssociationsService;
import dev.nexs.associations.internal.hibernate.guard.LazyLoadingListener;
import dev.nexs.associations.internal.hibernate.guard.SessionGuard;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * Strict loading for a session or a query, and listening to the N+1 detector.
 *
 * <p>The mode that {@link AssociationsSettings#LAZY_LOADING} sets holds for all sessions; a session may change its own;
 * a query with {@code query.enableFetchProfile(Guards.STRICT)} and entities annotated with {@link StrictLoading} are
 * strict in every session. {@code Hibernate.initialize} counts as lazy loading, {@link Preload} does not, and neither
 * does what comes from the second-level cache.
 */
public final class Guards {

    /**
     * The fetch profile that makes a query or a find strict: lazily loading an association of what it has loaded throws
     * a {@link StrictLoadingException}, for as long as the session lives.
     */
    public static final String STRICT = "nexs.associations.strict";

    private final SessionGuard guard;

    private Guards(SessionGuard guard) {
        this.guard = guard;
    }

    /** {@return the guards of a session} */
    public static Guards of(EntityManager session) {
        SharedSessionContractImplementor implementor = session.unwrap(SharedSessionContractImplementor.class);
        LazyLoadingListener.install(implementor.getFactory(), Set.of());
        return new Guards(implementor.getExtension(SessionGuard.class));
    }

    /** {@return what the session does about lazy loading} */
    public LazyLoading lazyLoading() {
        return guard.mode();
    }

    /** Changes what the session does about lazy loading, from now on. */
    public void lazyLoading(LazyLoading mode) {
        guard.mode(mode);
    }

    /** Does the work with another mode, and restores the mode of before. */
    public <T> T withLazyLoading(LazyLoading mode, Supplier<T> work) {
        LazyLoading before = guard.mode();
        guard.mode(mode);
        try {
            return work.get();
        } finally {
            guard.mode(before);
        }
    }

    /**
     * Listens to the detector, which {@link AssociationsSettings#N_PLUS_ONE_THRESHOLD} switches on. The listener is
     * called by the thread that sends the statement, before it is sent; what it throws fails the statement.
     *
     * @return closes the subscription
     */
    public static Subscription onNPlusOne(EntityManagerFactory factory, Consumer<NPlusOne> listener) {
        Runnable end = AssociationsService.of(factory.unwrap(SessionFactoryImplementor.class))
                .onNPlusOne(listener);
        return end::run;
    }

    /** A listener that listens until it is closed. */
    @FunctionalInterface
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
