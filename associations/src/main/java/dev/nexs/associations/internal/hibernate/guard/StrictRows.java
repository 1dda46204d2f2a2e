package dev.nexs.associations.internal.hibernate.guard;

import dev.nexs.associations.Guards;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.query.spi.ScrollableResultsImplementor;

/**
 * The rows of a strict query that is streamed. Hibernate takes the query's fetch profiles back when the statement is sent,
 * and reads the rows afterwards: each of them is read as if the profile were still there.
 */
final class StrictRows {

    private StrictRows() {}

    /** {@return the result of a query; one that reads row by row knows from now on that it is strict, if it is} */
    @SuppressWarnings("unchecked")
    static <T> T of(T result, SharedSessionContractImplementor session) {
        if (!(result instanceof ScrollableResultsImplementor<?> rows)
                || !session.isEventSource()
                || !isStrict(session.getLoadQueryInfluencers())) {
            return result;
        }
        SessionGuard guard = session.getExtension(SessionGuard.class);
        return (T) Proxy.newProxyInstance(
                ScrollableResultsImplementor.class.getClassLoader(),
                new Class<?>[] {ScrollableResultsImplementor.class},
                (proxy, method, arguments) -> {
                    boolean before = guard.readsStrictly(true);
                    try {
                        Object found = method.invoke(rows, arguments);
                        return found == rows ? proxy : found;
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    } finally {
                        guard.readsStrictly(before);
                    }
                });
    }

    /** {@return whether the query that is being executed is strict} */
    static boolean isStrict(LoadQueryInfluencers influencers) {
        return influencers.hasEnabledFetchProfiles() && influencers.isFetchProfileEnabled(Guards.STRICT);
    }
}
