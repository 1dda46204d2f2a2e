package dev.nexs.softdelete.internal.hibernate.write;

import dev.nexs.softdelete.TrashChange;
import dev.nexs.softdelete.internal.hibernate.cache.StaleCaches;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.model.View;
import dev.nexs.softdelete.internal.hibernate.sql.IdSelect;
import dev.nexs.softdelete.internal.hibernate.sql.MarkerTables;
import dev.nexs.softdelete.internal.hibernate.sql.NativeStatements;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.query.spi.DomainQueryExecutionContext;
import org.hibernate.query.spi.QueryOptions;
import org.hibernate.query.sqm.internal.DomainParameterXref;
import org.hibernate.query.sqm.mutation.internal.MatchingIdSelectionHelper;
import org.hibernate.query.sqm.mutation.spi.MultiTableHandler;
import org.hibernate.query.sqm.tree.delete.SqmDeleteStatement;
import org.hibernate.sql.exec.spi.JdbcParameterBindings;
import org.jspecify.annotations.Nullable;

/**
 * One bulk delete: an update of each table that has the marker, for the ids that the query's own restriction selects
 * among the live rows. A bulk delete is one deletion, so all its rows carry the same id.
 */
final class BulkDeleteHandler implements MultiTableHandler {

    private final EntityPersister persister;
    private final SqmDeleteStatement<?> delete;
    private final DomainParameterXref parameters;

    BulkDeleteHandler(EntityPersister persister, SqmDeleteStatement<?> delete, DomainParameterXref parameters) {
        this.persister = persister;
        this.delete = delete;
        this.parameters = parameters;
    }

    @Override
    public JdbcParameterBindings createJdbcParameterBindings(DomainQueryExecutionContext context) {
        return JdbcParameterBindings.NO_BINDINGS;
    }

    @Override
    public boolean dependsOnParameterBindings() {
        return false;
    }

    @Override
    public boolean isCompatibleWith(JdbcParameterBindings bindings, QueryOptions options) {
        return true;
    }

    @Override
    public int execute(JdbcParameterBindings ignored, DomainQueryExecutionContext context) {
        SharedSessionContractImplementor session = context.getSession();
        RemovalRules.refuse(persister, "a bulk delete");
        UUID deletion = UUID.randomUUID();
        String user = SoftDeleteModel.of(session.getFactory()).callbacks().currentUser();
        IdSelect ids = View.LIVE.during(session.getLoadQueryInfluencers(), () -> select(context));
        int rows = mark(MarkerTables.of(persister), ids, deletion, user, session);
        StaleCaches.evict(session, persister);
        SoftDeleteModel.of(session.getFactory())
                .callbacks()
                .commits()
                .note(session, TrashChange.Kind.TRASHED, persister.getEntityName(), null, rows);
        return rows;
    }

    private IdSelect select(DomainQueryExecutionContext context) {
        EntityMappingType entity = context.getSession()
                .getFactory()
                .getMappingMetamodel()
                .getEntityDescriptor(delete.getTarget().getModel().getHibernateEntityName());
        return IdSelect.of(
                MatchingIdSelectionHelper.generateMatchingIdSelectStatement(delete, entity), parameters, context);
    }

    /** One statement for all tables, since what is selected may depend on what is marked. */
    private static int mark(
            List<EntityPersister> tables,
            IdSelect ids,
            UUID deletion,
            @Nullable String user,
            SharedSessionContractImplementor session) {
        if (tables.size() == 1) {
            MarkStatement mark = MarkStatement.of(tables.get(0));
            return NativeStatements.execute(
                    session,
                    mark.sql() + " where " + mark.keyTuple() + " in (" + ids.sql() + ") and " + mark.live(),
                    jdbc -> ids.bind(jdbc, mark.bind(jdbc, 1, deletion, user, session)));
        }
        List<MarkStatement> marks = tables.stream().map(MarkStatement::of).toList();
        StringBuilder sql = new StringBuilder("with ids_ as materialized (")
                .append(ids.sql())
                .append(")");
        List<String> counts = new ArrayList<>();
        for (MarkStatement mark : marks) {
            String name = "marked" + counts.size() + "_";
            counts.add("(select count(*) from " + name + ")");
            sql.append(", ")
                    .append(name)
                    .append(" as (")
                    .append(mark.sql())
                    .append(" where ")
                    .append(mark.keyTuple())
                    .append(" in (select * from ids_) and ")
                    .append(mark.live())
                    .append(" returning 1)");
        }
        sql.append(" select ").append(String.join(" + ", counts));
        return NativeStatements.query(
                        session,
                        sql.toString(),
                        jdbc -> {
                            int position = ids.bind(jdbc, 1);
                            for (MarkStatement mark : marks) {
                                position = mark.bind(jdbc, position, deletion, user, session);
                            }
                        },
                        row -> row.getInt(1))
                .get(0);
    }
}
