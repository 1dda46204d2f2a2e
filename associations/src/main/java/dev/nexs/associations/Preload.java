package dev.nexs.associations;

import dev.nexs.associations.internal.hibernate.load.Preloading;
import jakarta.persistence.EntityManager;
import jakarta.persistence.metamodel.Attribute;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * Loads associations of entities that are loaded already: one statement for each association at each level, whatever
 * the number of entities, with the keys in one array parameter.
 *
 * <pre>{@code
 * Preload.of(session).with("lines.product", "customer").into(orders);
 * }</pre>
 *
 * <p>What is initialised is skipped; paths may name attributes of subclasses and pass through embedded values and
 * polymorphic references. More than {@link AssociationsSettings#CHUNK_SIZE} keys are sent in several statements. Not
 * safe for use by several threads, like the session it is made from.
 */
public final class Preload {

    private final Preloading preloading;

    private Preload(Preloading preloading) {
        this.preloading = preloading;
    }

    /**
     * Starts a preload.
     *
     * @param session the session (or JPA entity manager) that manages the entities
     */
    public static Preload of(EntityManager session) {
        return new Preload(new Preloading(session.unwrap(SharedSessionContractImplementor.class)));
    }

    /** {@return this, which will also load the paths: attribute names joined by dots} */
    public Preload with(String... paths) {
        Arrays.asList(paths).forEach(preloading::add);
        return this;
    }

    /** {@return this, which will also load the path that the attributes form, one after the other} */
    public Preload with(Attribute<?, ?> first, Attribute<?, ?>... next) {
        String rest = Arrays.stream(next).map(step -> "." + step.getName()).collect(Collectors.joining());
        preloading.add(first.getName() + rest);
        return this;
    }

    /**
     * Loads. Entities that share a statement need not be of one class.
     *
     * @param entities entities that the session manages; references that are not initialised are loaded first
     * @throws UnknownPathException if a path does not lead along associations; then nothing was loaded
     * @throws AssociationException if an entity is detached, or a collection belongs to another session
     */
    public void into(Collection<?> entities) {
        preloading.into(entities);
    }

    /** Loads into one entity, as {@link #into(Collection)} does. */
    public void into(Object entity) {
        preloading.into(entity instanceof Collection<?> entities ? entities : java.util.List.of(entity));
    }
}
