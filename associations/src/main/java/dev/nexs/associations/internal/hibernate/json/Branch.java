package dev.nexs.associations.internal.hibernate.json;

import dev.nexs.associations.internal.hibernate.load.KeyedSelect;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.jspecify.annotations.Nullable;

/** One association of the plan: how its rows are selected and read, and the rows that have come. */
final class Branch {

    private final Link link;
    private final KeyedSelect reader;
    private final ColumnTypes types;
    private final List<byte[][]> rows = new ArrayList<>();
    private final Set<List<ByteBuffer>> owners = new HashSet<>();
    private List<Integer> ownerColumns = List.of();

    Branch(Link link, KeyedSelect reader, ColumnTypes types) {
        this.link = link;
        this.reader = reader;
        this.types = types;
    }

    Link link() {
        return link;
    }

    ColumnTypes types() {
        return types;
    }

    /** Tells which columns of the rows say whom they belong to. */
    void ownerColumns(List<Integer> positions) {
        ownerColumns = positions;
    }

    /**
     * Takes what one row of the query has of this association. What several of them lead to comes with each of them, and
     * is taken once: a bag would keep it as often as it came.
     */
    void add(@Nullable String json) {
        if (json == null) {
            return;
        }
        List<byte[][]> all = new ArrayList<>();
        JsonRows.addTo(all, json, types.count());
        if (link.parent() == null || !(link.loadable() instanceof PluralAttributeMapping)) {
            rows.addAll(all);
            return;
        }
        Set<List<ByteBuffer>> these = new HashSet<>();
        for (byte[][] row : all) {
            List<ByteBuffer> owner =
                    ownerColumns.stream().map(at -> ByteBuffer.wrap(row[at])).toList();
            if (!owners.contains(owner)) {
                rows.add(row);
                these.add(owner);
            }
        }
        owners.addAll(these);
    }

    /** Puts the rows into the persistence context, the first time that it is called. */
    void read(SharedSessionContractImplementor session) {
        if (rows.isEmpty()) {
            return;
        }
        var connection = session.getJdbcCoordinator().getLogicalConnection();
        try {
            var statement = DriverRows.statement(connection.getPhysicalConnection(), types, rows);
            connection.getResourceRegistry().register(statement, false);
            reader.load(statement, session);
        } catch (SQLException e) {
            throw session.getJdbcServices()
                    .getSqlExceptionHelper()
                    .convert(e, "could not read the rows of '" + link.path() + "'");
        } finally {
            rows.clear();
        }
    }
}
