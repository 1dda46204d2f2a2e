package dev.nexs.softdelete.internal.hibernate.read;

import dev.nexs.softdelete.internal.hibernate.model.View;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.LockOptions;
import org.hibernate.bytecode.enhance.spi.interceptor.LazyAttributeDescriptor;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.loader.ast.internal.LoaderSelectBuilder;
import org.hibernate.loader.ast.internal.SingleIdArrayLoadPlan;
import org.hibernate.metamodel.mapping.ModelPart;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.sql.ast.spi.SqlAliasBaseManager;
import org.hibernate.sql.exec.spi.JdbcParametersList;
import org.jspecify.annotations.Nullable;

/**
 * The selects that load lazy attributes of an enhanced entity. Who holds the entity was shown it, so they find its row
 * in any state; Hibernate's own would not find a trashed one, and fail.
 */
public final class LazyAttributes {

    private final EntityPersister persister;
    private final Map<String, SingleIdArrayLoadPlan> groups = new Groups();
    private final Map<String, SingleIdArrayLoadPlan> single = new ConcurrentHashMap<>();

    /** Of the entity of this persister. */
    public LazyAttributes(EntityPersister persister) {
        this.persister = persister;
    }

    /** One plan for each group of attributes that load together, made when it is first asked for. */
    public Map<String, SingleIdArrayLoadPlan> plans() {
        return groups;
    }

    /** Loads an attribute that is eager by its mapping and that an entity graph has left out. */
    public @Nullable Object load(String attribute, Object id, SharedSessionContractImplementor session) {
        Object[] row =
                single.computeIfAbsent(attribute, name -> plan(List.of(name))).load(id, session);
        if (row == null) {
            session.getFactory().getEntityNotFoundDelegate().handleEntityNotFound(persister.getEntityName(), id);
            return null;
        }
        return row[0];
    }

    @SuppressWarnings("removal") // Hibernate asks for its old lock options
    private SingleIdArrayLoadPlan plan(List<String> attributes) {
        List<ModelPart> parts = attributes.stream()
                .map(name -> (ModelPart) persister.findAttributeMapping(name))
                .toList();
        LoadQueryInfluencers influencers = new LoadQueryInfluencers(persister.getFactory());
        influencers.enableFetchProfile(View.BY_REFERENCE);
        LockOptions locks = new LockOptions();
        JdbcParametersList.Builder parameters = JdbcParametersList.newBuilder();
        return new SingleIdArrayLoadPlan(
                persister,
                persister.getIdentifierMapping(),
                LoaderSelectBuilder.createSelect(
                        persister,
                        parts,
                        persister.getIdentifierMapping(),
                        null,
                        1,
                        influencers,
                        locks,
                        parameters::add,
                        new SqlAliasBaseManager(),
                        persister.getFactory()),
                parameters.build(),
                locks,
                persister.getFactory());
    }

    /** Hibernate wants the map while it boots, when there are no fetch profiles yet. */
    private final class Groups extends AbstractMap<String, SingleIdArrayLoadPlan> {

        private final Map<String, SingleIdArrayLoadPlan> made = new ConcurrentHashMap<>();

        @Override
        public SingleIdArrayLoadPlan get(Object group) {
            return made.computeIfAbsent((String) group, this::make);
        }

        private SingleIdArrayLoadPlan make(String group) {
            return plan(persister
                    .getBytecodeEnhancementMetadata()
                    .getLazyAttributesMetadata()
                    .getFetchGroupAttributeDescriptors(group)
                    .stream()
                    .map(LazyAttributeDescriptor::getName)
                    .toList());
        }

        @Override
        public Set<Entry<String, SingleIdArrayLoadPlan>> entrySet() {
            return made.entrySet();
        }
    }
}
