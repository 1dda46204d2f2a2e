package dev.nexs.softdelete.internal.hibernate.persister;

import dev.nexs.softdelete.internal.hibernate.model.View;
import dev.nexs.softdelete.internal.hibernate.read.References;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.LockMode;
import org.hibernate.LockOptions;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.loader.ast.internal.SingleIdEntityLoaderStandardImpl;
import org.hibernate.loader.ast.internal.SingleIdLoadPlan;
import org.hibernate.loader.ast.internal.SingleUniqueKeyEntityLoaderStandard;
import org.hibernate.loader.ast.spi.BatchLoaderFactory;
import org.hibernate.loader.ast.spi.SingleIdEntityLoader;
import org.hibernate.loader.ast.spi.SingleUniqueKeyEntityLoader;
import org.hibernate.metamodel.mapping.SingularAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * The loaders of an entity by view: by id, one at a time or in batches, and by unique key. Hibernate keeps those for live
 * rows; it would build, and translate, a new one for each load under any other view. A load that something else
 * influences as well, such as an enabled filter or an entity graph, is Hibernate's to plan, in the scope of the view.
 */
@SuppressWarnings("removal") // Hibernate asks with its old lock options
final class ViewLoaders {

    private static final Set<String> VIEWS = Set.of(View.WITH_TRASHED, View.ONLY_TRASHED, View.BY_REFERENCE);

    private static final int SMALL = 64;

    private final EntityPersister persister;
    private final Map<Batch, SingleIdEntityLoader<?>> byId = new ConcurrentHashMap<>();
    private final Map<Shown, SingleIdEntityLoader<?>> locking = new ConcurrentHashMap<>();
    private final Map<UniqueKey, SingleUniqueKeyEntityLoader<?>> byUniqueKey = new ConcurrentHashMap<>();

    ViewLoaders(EntityPersister persister) {
        this.persister = persister;
    }

    /** What a load shows: the view of the session, and whether a reference is being resolved, which shows any row. */
    private record Shown(View view, boolean reference) {

        static Shown by(LoadQueryInfluencers influencers) {
            boolean reference =
                    influencers.hasEnabledFetchProfiles() && influencers.isFetchProfileEnabled(View.BY_REFERENCE);
            return new Shown(View.of(influencers), reference);
        }

        LoadQueryInfluencers influencers(EntityPersister persister) {
            LoadQueryInfluencers influencers = new LoadQueryInfluencers(persister.getFactory());
            View.toggle(influencers, View.WITH_TRASHED, view == View.ALL);
            View.toggle(influencers, View.ONLY_TRASHED, view == View.TRASHED);
            View.toggle(influencers, View.BY_REFERENCE, reference);
            return influencers;
        }
    }

    /** How many are loaded at once, which a session may have a size of its own for. */
    private record Batch(Shown shown, int size) {

        /** Large ones are rounded up, so that sizes made up for a moment leave few loaders behind. */
        static Batch of(Shown shown, int size) {
            return new Batch(shown, size <= SMALL ? size : Integer.highestOneBit(size - 1) << 1);
        }
    }

    private record UniqueKey(String property, Shown shown) {}

    /** The loader by id, or null where Hibernate's own is right. */
    @Nullable
    SingleIdEntityLoader<?> byId(SharedSessionContractImplementor session, @Nullable LockOptions locks) {
        LoadQueryInfluencers influencers = session.getLoadQueryInfluencers();
        if (isReferenceOfStatelessSession(session)) {
            Shown shown = new Shown(View.of(influencers), true);
            return isInfluencedOtherwise(influencers)
                    ? new Resolving(persister, influencers)
                    : byId(shown, locks, influencers);
        }
        Shown shown = Shown.by(influencers);
        boolean standard = shown.view == View.LIVE && !shown.reference;
        return standard || isInfluencedOtherwise(influencers) ? null : byId(shown, locks, influencers);
    }

    private SingleIdEntityLoader<?> byId(Shown shown, @Nullable LockOptions locks, LoadQueryInfluencers ofSession) {
        boolean locked = locks != null && locks.getLockMode().greaterThan(LockMode.READ);
        if (locked || !ofSession.effectivelyBatchLoadable(persister)) {
            return locking.computeIfAbsent(shown, any -> new Single<>(persister, shown.influencers(persister)));
        }
        Batch batch = Batch.of(shown, ofSession.effectiveBatchSize(persister));
        return byId.computeIfAbsent(
                batch,
                any -> persister
                        .getFactory()
                        .getServiceRegistry()
                        .requireService(BatchLoaderFactory.class)
                        .createEntityBatchLoader(batch.size(), persister, shown.influencers(persister)));
    }

    /** The loader of the target of a reference by a unique attribute, or null where Hibernate's own is right. */
    @Nullable
    SingleUniqueKeyEntityLoader<?> byUniqueKey(String property, SharedSessionContractImplementor session) {
        LoadQueryInfluencers influencers = session.getLoadQueryInfluencers();
        if (isInfluencedOtherwise(influencers)) {
            return null;
        }
        Shown shown = new Shown(View.of(influencers), true);
        return byUniqueKey.computeIfAbsent(
                new UniqueKey(property, shown),
                any -> new SingleUniqueKeyEntityLoaderStandard<>(
                        persister,
                        (SingularAttributeMapping) persister.findByPath(property),
                        shown.influencers(persister)));
    }

    private boolean isInfluencedOtherwise(LoadQueryInfluencers influencers) {
        return persister.isAffectedByEnabledFilters(influencers, true)
                || persister.isAffectedByEntityGraph(influencers)
                || (influencers.hasEnabledFetchProfiles()
                        && !VIEWS.containsAll(influencers.getEnabledFetchProfileNames())
                        && persister.isAffectedByEnabledFetchProfiles(influencers));
    }

    /** A stateless session resolves references without an event: during a load that is still under way. */
    private static boolean isReferenceOfStatelessSession(SharedSessionContractImplementor session) {
        return session instanceof StatelessSession
                && !session.getPersistenceContextInternal().isLoadFinished();
    }

    /** Keeps its plans, although the view is a fetch profile that affects the entity, which makes Hibernate forget them. */
    private static final class Single<T> extends SingleIdEntityLoaderStandardImpl<T> {

        private final Map<LockMode, SingleIdLoadPlan<T>> plans = new ConcurrentHashMap<>();

        Single(EntityPersister persister, LoadQueryInfluencers influencers) {
            super(persister, influencers);
        }

        @Override
        public SingleIdLoadPlan<T> resolveLoadPlan(LockOptions locks, LoadQueryInfluencers influencers) {
            if (influencers.hasEnabledCascadingFetchProfile() || locks.hasNonDefaultOptions()) {
                return super.resolveLoadPlan(locks, influencers);
            }
            SingleIdLoadPlan<T> plan = plans.get(locks.getLockMode());
            if (plan == null) {
                plan = super.resolveLoadPlan(locks, influencers);
                plans.put(locks.getLockMode(), plan);
            }
            return plan;
        }
    }

    /** A reference under an enabled filter: planned for this load, which shows a row in any state. */
    private static final class Resolving extends SingleIdEntityLoaderStandardImpl<Object> {

        private final LoadQueryInfluencers influencers;

        Resolving(EntityPersister persister, LoadQueryInfluencers influencers) {
            super(persister, influencers);
            this.influencers = influencers;
        }

        @Override
        public SingleIdLoadPlan<Object> resolveLoadPlan(LockOptions locks, LoadQueryInfluencers ofSession) {
            Object[] plan = new Object[1];
            References.resolving(influencers, () -> plan[0] = super.resolveLoadPlan(locks, ofSession));
            return cast(plan[0]);
        }

        @SuppressWarnings("unchecked")
        private static SingleIdLoadPlan<Object> cast(Object plan) {
            return (SingleIdLoadPlan<Object>) plan;
        }
    }
}
