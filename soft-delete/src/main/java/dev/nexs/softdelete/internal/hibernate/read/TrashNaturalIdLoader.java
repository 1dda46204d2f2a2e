package dev.nexs.softdelete.internal.hibernate.read;

import dev.nexs.softdelete.internal.hibernate.model.View;
import jakarta.persistence.FindOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.hibernate.HibernateException;
import org.hibernate.LockMode;
import org.hibernate.Session;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.loader.ast.spi.NaturalIdLoadOptions;
import org.hibernate.loader.ast.spi.NaturalIdLoader;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.jspecify.annotations.Nullable;

/**
 * Loads by natural id where the trash is shown too: the live row that has it, or else the only trashed one. Of several
 * trashed ones it chooses none.
 */
@SuppressWarnings("removal") // Hibernate's lock options are part of the interface
public record TrashNaturalIdLoader<T>(NaturalIdLoader<T> standard) implements NaturalIdLoader<T> {

    @Override
    public EntityMappingType getLoadable() {
        return standard.getLoadable();
    }

    @Override
    public @Nullable T load(Object naturalId, Options options, SharedSessionContractImplementor session) {
        FindOption[] locking = Stream.of(
                        options.getLockMode(),
                        options.getLockTimeout(),
                        options.getLockScope(),
                        options.getLockFollowOn())
                .filter(Objects::nonNull)
                .toArray(FindOption[]::new);
        return load(naturalId, locking, session, () -> standard.load(naturalId, options, session));
    }

    @Override
    @Deprecated
    public @Nullable T load(Object naturalId, NaturalIdLoadOptions options, SharedSessionContractImplementor session) {
        LockMode mode = options.getLockOptions() == null
                ? LockMode.NONE
                : options.getLockOptions().getLockMode();
        return load(naturalId, new FindOption[] {mode}, session, () -> standard.load(naturalId, options, session));
    }

    @SuppressWarnings("unchecked")
    private @Nullable T load(
            Object naturalId,
            FindOption[] locking,
            SharedSessionContractImplementor session,
            Supplier<@Nullable T> load) {
        View view = View.of(session.getLoadQueryInfluencers());
        if (view == View.LIVE) {
            return load.get();
        }
        // Newer versions of Hibernate resolve under the view of the session, where several rows may have the natural
        // id.
        Object live = view == View.ALL
                ? View.LIVE.during(
                        session.getLoadQueryInfluencers(), () -> standard.resolveNaturalIdToId(naturalId, session))
                : null;
        if (live != null) {
            return (T)
                    ((Session) session).find(getLoadable().getEntityPersister().getMappedClass(), live, locking);
        }
        try {
            return load.get();
        } catch (HibernateException e) {
            throw e.getClass() == HibernateException.class ? several(naturalId, e) : e;
        }
    }

    private HibernateException several(Object naturalId, HibernateException cause) {
        String value = naturalId instanceof Object[] values ? Arrays.toString(values) : naturalId.toString();
        return new HibernateException(
                "Several rows of " + getLoadable().getEntityName() + " in the trash have the natural id " + value
                        + ". Query for the one that is meant, or load it by its id.",
                cause);
    }

    @Override
    public @Nullable Object resolveNaturalIdToId(Object naturalId, SharedSessionContractImplementor session) {
        return standard.resolveNaturalIdToId(naturalId, session);
    }

    @Override
    public @Nullable Object resolveIdToNaturalId(Object id, SharedSessionContractImplementor session) {
        return standard.resolveIdToNaturalId(id, session);
    }
}
