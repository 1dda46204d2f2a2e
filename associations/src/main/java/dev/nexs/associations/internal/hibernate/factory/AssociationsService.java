package dev.nexs.associations.internal.hibernate.factory;

import dev.nexs.associations.NPlusOne;
import dev.nexs.associations.internal.hibernate.keyed.KeyedSelects;
import dev.nexs.associations.internal.hibernate.model.References;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.service.Service;

/** What belongs to one session factory: its settings, its translated selects. Dies with the factory. */
public final class AssociationsService implements Service {

    private static final long serialVersionUID = 1L;

    private final transient AssociationsConfig config;
    private final transient KeyedSelects selects = new KeyedSelects();
    private final transient References references = new References();
    private final transient List<Consumer<NPlusOne>> detectorListeners = new CopyOnWriteArrayList<>();
    private transient volatile Map<String, String> ways = Map.of();
    private final transient AtomicBoolean listening = new AtomicBoolean();

    AssociationsService(AssociationsConfig config) {
        this.config = config;
    }

    /** {@return the service of the session's factory} */
    public static AssociationsService of(SharedSessionContractImplementor session) {
        return of(session.getFactory());
    }

    /** {@return the service of the factory} */
    public static AssociationsService of(SessionFactoryImplementor factory) {
        return factory.getServiceRegistry().requireService(AssociationsService.class);
    }

    /** {@return the settings} */
    public AssociationsConfig config() {
        return config;
    }

    /** {@return the selects that preloading has translated} */
    public KeyedSelects selects() {
        return selects;
    }

    /** {@return the ways of the collections that lead along others, by their roles} */
    public Map<String, String> ways() {
        return ways;
    }

    /** Notes the ways while the session factory starts. */
    public void ways(Map<String, String> known) {
        ways = known;
    }

    /** {@return where entities hold references} */
    public References references() {
        return references;
    }

    /** {@return whether nobody listens to lazy loading yet}; the caller does from now on. */
    public boolean isFirstToListen() {
        return listening.compareAndSet(false, true);
    }

    /** Adds a listener to the detector, until the returned action is run. */
    public Runnable onNPlusOne(Consumer<NPlusOne> listener) {
        detectorListeners.add(listener);
        return () -> detectorListeners.remove(listener);
    }

    /** Tells the listeners. */
    public void detected(NPlusOne report) {
        detectorListeners.forEach(listener -> listener.accept(report));
    }
}
