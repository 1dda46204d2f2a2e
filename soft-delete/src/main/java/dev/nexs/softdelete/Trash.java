package dev.nexs.softdelete;

import dev.nexs.softdelete.internal.hibernate.View;
import java.util.function.Supplier;
import org.hibernate.SharedSessionContract;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * The trash as one session sees it.
 *
 * <p>As cheap as the session is to ask; create one wherever it is needed. Confined to the session's thread.
 */
public final class Trash {

    /** The fetch profile under which live and trashed rows are shown. */
    public static final String WITH_TRASHED = View.WITH_TRASHED;

    /** The fetch profile under which a query returns trashed rows only. */
    public static final String ONLY_TRASHED = View.ONLY_TRASHED;

    private final SharedSessionContractImplementor session;

    private Trash(SharedSessionContractImplementor session) {
        this.session = session;
    }

    /** The trash of a session or a stateless session. */
    public static Trash of(SharedSessionContract session) {
        return new Trash((SharedSessionContractImplementor) session);
    }

    /** Runs with the trash visible. Scopes nest; the view before it comes back, also after an exception. */
    public <T> T with(Supplier<T> work) {
        return View.ALL.during(influencers(), work);
    }

    /** Runs with queries returning trashed rows only. What those rows refer to is shown in any state. */
    public <T> T only(Supplier<T> work) {
        return View.TRASHED.during(influencers(), work);
    }

    /** Runs with the trash hidden, as it is by default: for code called from within the other scopes. */
    public <T> T without(Supplier<T> work) {
        return View.LIVE.during(influencers(), work);
    }

    private LoadQueryInfluencers influencers() {
        return session.getLoadQueryInfluencers();
    }
}
