package dev.nexs.associations;

import dev.nexs.associations.internal.hibernate.members.MembersOfCollection;
import dev.nexs.associations.internal.hibernate.members.MembersOfMany;
import jakarta.persistence.EntityManager;
import jakarta.persistence.metamodel.PluralAttribute;
import java.util.Collection;
import org.hibernate.engine.spi.SessionImplementor;

/** The way to the members of one collection of one entity, without loading the collection. */
public final class Associations {

    private final SessionImplementor session;

    private Associations(SessionImplementor session) {
        this.session = session;
    }

    /** {@return the associations of entities that the session manages} */
    public static Associations of(EntityManager session) {
        return new Associations(session.unwrap(SessionImplementor.class));
    }

    /**
     * {@return the members of a collection}
     *
     * @param owner an entity that the session manages
     * @param attribute the name of a collection of it
     * @param <E> the type of the members
     */
    public <E> Association<E> collection(Object owner, String attribute) {
        return new MembersOfCollection<>(session, owner, attribute);
    }

    /**
     * {@return the members of one collection of many entities}
     *
     * @param owners entities that the session manages
     * @param attribute the name of a collection of theirs
     * @param <X> the type of the owners
     * @param <E> the type of the members
     */
    public <X, E> AssociationOfMany<X, E> collections(Collection<? extends X> owners, String attribute) {
        return new MembersOfMany<>(session, owners, attribute);
    }

    /**
     * {@return the members of one collection of many entities}
     *
     * @param owners entities that the session manages
     * @param attribute the collection
     * @param <X> the type of the owners
     * @param <E> the type of the members
     */
    public <X, E> AssociationOfMany<X, E> collections(
            Collection<? extends X> owners, PluralAttribute<? super X, ?, E> attribute) {
        return new MembersOfMany<>(session, owners, attribute.getName());
    }

    /**
     * {@return the members of a collection}
     *
     * @param owner an entity that the session manages
     * @param attribute the collection
     * @param <X> the type of the owner
     * @param <E> the type of the members
     */
    public <X, E> Association<E> collection(X owner, PluralAttribute<? super X, ?, E> attribute) {
        return new MembersOfCollection<>(session, owner, attribute.getName());
    }
}
