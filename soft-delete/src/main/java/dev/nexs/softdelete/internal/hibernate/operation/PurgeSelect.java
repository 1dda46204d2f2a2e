package dev.nexs.softdelete.internal.hibernate.operation;

import dev.nexs.softdelete.Marker;
import dev.nexs.softdelete.internal.hibernate.model.EntityDefinition;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import dev.nexs.softdelete.internal.hibernate.model.View;
import dev.nexs.softdelete.internal.hibernate.sql.IdSelect;
import dev.nexs.softdelete.internal.hibernate.sql.KeySql;
import dev.nexs.softdelete.internal.hibernate.sql.MarkerSql;
import dev.nexs.softdelete.internal.hibernate.sql.MarkerTables;
import dev.nexs.softdelete.internal.hibernate.sql.NativeStatements;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.query.restriction.Restriction;
import org.jspecify.annotations.Nullable;

/**
 * Which rows a purge deletes: those of the class and its subclasses, of the tenant, within the entity's restriction and the
 * enabled filters of the session, that went to the trash long enough ago and that nothing holds. Ages are judged by the
 * server's clock, as the markers are.
 */
public final class PurgeSelect {

    private final SharedSessionContractImplementor session;
    private final SoftDeletePersister persister;
    private final Duration olderThan;
    private final IdSelect candidates;
    private final List<IdSelect> held = new ArrayList<>();

    /** On behalf of this session, which sees what it may delete. */
    public PurgeSelect(
            SharedSessionContractImplementor session,
            SoftDeletePersister persister,
            Duration olderThan,
            List<? extends Restriction<?>> holds) {
        check(persister, olderThan);
        this.session = session;
        this.persister = persister;
        this.olderThan = olderThan;
        this.candidates = ids(null);
        holds.forEach(hold -> held.add(ids(hold)));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // a hold was given together with its entity
    private IdSelect ids(@Nullable Restriction<?> restriction) {
        return View.TRASHED.during(
                session.getLoadQueryInfluencers(),
                () -> IdSelect.of(session, (Class) persister.getMappedClass(), (Restriction) restriction));
    }

    private static void check(SoftDeletePersister persister, Duration olderThan) {
        if (olderThan.isNegative()) {
            throw new IllegalArgumentException("olderThan is " + olderThan + "; it must not be negative.");
        }
        if (persister.trash().marker().definition().marker() == Marker.BOOLEAN && !olderThan.isZero()) {
            throw new IllegalArgumentException(persister.getEntityName() + " cannot be purged by age: its marker is a"
                    + " boolean, which does not say since when a row is in the trash. Purge with Duration.ZERO, or use a"
                    + " TIMESTAMP or EPOCH_MILLIS marker.");
        }
    }

    /** Locks the oldest rows that nobody else has locked, behind the first few, and returns their ids. */
    public List<Object> lock(int size, long behind) {
        List<Object> ids = new ArrayList<>();
        long passed = behind;
        for (EntityPersister table : MarkerTables.of(persister)) {
            if (ids.size() < size) {
                int rest = size - ids.size();
                long offset = passed;
                String keys = keys(table);
                IdAssembler assembler = new IdAssembler(table, session);
                List<Object> found = NativeStatements.query(
                        session,
                        "select " + keys + where(table) + " order by "
                                + definition(table).column() + ", " + keys + " limit ? offset ? for update skip locked",
                        statement -> {
                            int next = bind(statement, 1);
                            statement.setInt(next, rest);
                            statement.setLong(next + 1, offset);
                        },
                        assembler::id);
                ids.addAll(found);
                passed = found.isEmpty() && passed > 0 ? Math.max(0, passed - count(table)) : 0;
            }
        }
        return ids;
    }

    /** How many there are. */
    public long count() {
        long rows = 0;
        for (EntityPersister table : MarkerTables.of(persister)) {
            rows += count(table);
        }
        return rows;
    }

    private long count(EntityPersister table) {
        return NativeStatements.query(
                        session,
                        "select count(*)" + where(table),
                        statement -> bind(statement, 1),
                        row -> row.getLong(1))
                .get(0);
    }

    private static String keys(EntityPersister table) {
        return String.join(", ", KeySql.columns(table));
    }

    private static EntityDefinition definition(EntityPersister table) {
        return ((SoftDeletePersister) table).trash().marker().definition();
    }

    private String where(EntityPersister table) {
        EntityDefinition definition = definition(table);
        String column = definition.column();
        String age = switch (definition.marker()) {
            case BOOLEAN -> "cast(? as bigint) is not null";
            case EPOCH_MILLIS -> column + " <= extract(epoch from current_timestamp) * 1000 - ?";
            default -> column + " <= current_timestamp - ? * interval '1 millisecond'";
        };
        StringBuilder sql = new StringBuilder(" from ")
                .append(table.getIdentifierTableName())
                .append(" where ")
                .append(MarkerSql.trashed(definition.marker(), column))
                .append(" and ")
                .append(age)
                .append(" and (")
                .append(keys(table))
                .append(") in (")
                .append(candidates.sql())
                .append(")");
        held.forEach(hold -> sql.append(" and (")
                .append(keys(table))
                .append(") not in (")
                .append(hold.sql())
                .append(")"));
        return sql.toString();
    }

    private int bind(PreparedStatement statement, int first) throws SQLException {
        statement.setLong(first, olderThan.toMillis());
        int next = candidates.bind(statement, first + 1);
        for (IdSelect hold : held) {
            next = hold.bind(statement, next);
        }
        return next;
    }
}
