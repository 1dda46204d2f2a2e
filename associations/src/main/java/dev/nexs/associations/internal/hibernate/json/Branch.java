package dev.nexs.associations.internal.hibernate.json;

import dev.nexs.associations.internal.hibernate.load.KeyedSelect;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/** One association of the plan: how its rows are selected and read, and the rows that have come. */
final class Branch {

    private final Link link;
    private final KeyedSelect reader;
    private final ColumnTypes types;
    private final List<byte[][]> rows = new ArrayList<>();

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

    /** Takes what one row of the query has of this association. */
    void add(@Nullable String json) {
        if (json != null) {
            JsonRows.addTo(rows, json, types.count());
        }
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
