package dev.nexs.softdelete.internal.hibernate.write;

import dev.nexs.softdelete.RemovalRule;
import dev.nexs.softdelete.RestrictedRemovalException;
import dev.nexs.softdelete.internal.hibernate.model.Rule;
import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.model.View;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.EventSource;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.query.QueryFlushMode;

/** Follows the rules of references to an entity that is about to be marked. Nothing is written before the flush. */
final class RemovalRules {

    private RemovalRules() {}

    /** The rules of references to an entity. */
    static List<Rule> to(EntityPersister target) {
        List<Rule> rules = SoftDeleteModel.of(target.getFactory()).rules();
        return rules.isEmpty()
                ? rules
                : rules.stream()
                        .filter(rule -> rule.target().equals(target.getRootEntityName()))
                        .toList();
    }

    /** Refuses what cannot follow rules. */
    static void refuse(EntityPersister target, String statement) {
        List<Rule> rules = to(target);
        if (!rules.isEmpty()) {
            Rule rule = rules.get(0);
            throw new IllegalStateException(target.getEntityName() + " cannot be deleted by " + statement + ": "
                    + rule.owner() + "." + rule.path() + " is mapped with @OnRemoval(" + rule.rule()
                    + "), which this cannot follow. Use session.remove(...) or Trash.trashAll(...).");
        }
    }

    /** Removes first what goes along: Hibernate writes null for a reference from one removed entity to an earlier one. */
    static void followCascades(EntityKey target, UUID deletion, EventSource session) {
        follow(target, deletion, session, true);
    }

    /** Follows the other rules, when everything that the removal takes along is known. */
    static void followOthers(EntityKey target, UUID deletion, EventSource session) {
        follow(target, deletion, session, false);
    }

    private static void follow(EntityKey target, UUID deletion, EventSource session, boolean cascades) {
        for (Rule rule : to(target.getPersister())) {
            if (cascades == (rule.rule() == RemovalRule.CASCADE)) {
                for (Object owner : owners(rule, target, session)) {
                    follow(rule, owner, target, deletion, session);
                }
            }
        }
    }

    @SuppressWarnings("removal") // the flush mode of queries, which Jakarta's will replace
    private static List<Object> owners(Rule rule, EntityKey target, EventSource session) {
        String hql = "select distinct o from " + rule.owner() + " o join o." + rule.path() + " t where id(t) = :id";
        return View.LIVE.during(
                session.getLoadQueryInfluencers(),
                () -> session
                        .createSelectionQuery(hql, Object.class)
                        .setParameter("id", target.getIdentifier())
                        .setQueryFlushMode(QueryFlushMode.NO_FLUSH)
                        .getResultList()
                        .stream()
                        .filter(owner -> !isRemoved(owner, session))
                        .toList());
    }

    private static boolean isRemoved(Object owner, SharedSessionContractImplementor session) {
        EntityEntry entry = session.getPersistenceContextInternal().getEntry(owner);
        return entry == null
                || entry.getStatus().isDeletedOrGone()
                || SessionTrash.of(session).isTrashed(entry.getEntityKey());
    }

    private static void follow(Rule rule, Object owner, EntityKey target, UUID deletion, EventSource session) {
        EntityEntry entry = session.getPersistenceContextInternal().getEntry(owner);
        EntityPersister persister = entry.getPersister();
        if (rule.rule() == RemovalRule.RESTRICT) {
            throw new RestrictedRemovalException(
                    target.getEntityName(),
                    target.getIdentifier(),
                    rule.owner() + "." + rule.path(),
                    persister.getEntityName(),
                    entry.getId());
        } else if (rule.rule() == RemovalRule.CASCADE) {
            SessionTrash.of(session).share(deletion, () -> session.remove(owner));
        } else if (rule.rule() == RemovalRule.SET_NULL) {
            persister.setValue(owner, persister.getPropertyIndex(rule.path()), null);
        } else {
            Object entity = session.getPersistenceContextInternal().getEntity(target);
            ((Collection<?>) persister.getPropertyValue(owner, rule.path())).remove(entity);
        }
    }
}
