package dev.nexs.softdelete.internal.hibernate.read;

import dev.nexs.softdelete.internal.hibernate.model.View;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.Hibernate;
import org.hibernate.LockOptions;
import org.hibernate.OrderingMode;
import org.hibernate.RemovalsMode;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.loader.ast.spi.MultiNaturalIdLoadOptions;
import org.hibernate.loader.ast.spi.MultiNaturalIdLoader;
import org.hibernate.loader.ast.spi.NaturalIdLoadOptions;
import org.hibernate.loader.ast.spi.NaturalIdLoader;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.mapping.NaturalIdMapping;
import org.jspecify.annotations.Nullable;

/**
 * Loads by several natural ids. Hibernate finds its results by what the session knows about natural ids, which is about
 * live rows; where the trash is shown each is loaded by itself.
 */
@SuppressWarnings({"removal", "deprecation"}) // Hibernate's lock options are part of the interface
public record TrashNaturalIdsLoader<E>(MultiNaturalIdLoader<E> standard, NaturalIdLoader<?> single)
        implements MultiNaturalIdLoader<E> {

    @Override
    public EntityMappingType getLoadable() {
        return standard.getLoadable();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <K> List<E> multiLoad(
            K[] naturalIds, MultiNaturalIdLoadOptions options, SharedSessionContractImplementor session) {
        if (View.of(session.getLoadQueryInfluencers()) == View.LIVE) {
            return standard.multiLoad(naturalIds, options, session);
        }
        NaturalIdMapping mapping = getLoadable().getNaturalIdMapping();
        List<@Nullable E> found = new ArrayList<>();
        for (K naturalId : naturalIds) {
            Object entity = single.load(mapping.normalizeInput(naturalId), new Locking(options), session);
            if (entity != null && options.getRemovalsMode() != RemovalsMode.INCLUDE && isRemoved(entity, session)) {
                entity = null;
            }
            if (entity != null || options.getOrderingMode() == OrderingMode.ORDERED) {
                found.add((E) entity);
            }
        }
        return found;
    }

    private static boolean isRemoved(Object entity, SharedSessionContractImplementor session) {
        EntityEntry entry = session.getPersistenceContextInternal().getEntry(Hibernate.unproxy(entity));
        return entry != null && entry.getStatus().isDeletedOrGone();
    }

    private record Locking(MultiNaturalIdLoadOptions options) implements NaturalIdLoadOptions {

        @Override
        public @Nullable LockOptions getLockOptions() {
            return options.getLockOptions();
        }

        @Override
        public boolean isSynchronizationEnabled() {
            return true;
        }
    }
}
