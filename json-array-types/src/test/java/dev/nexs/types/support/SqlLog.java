package dev.nexs.types.support;

import java.util.ArrayList;
import java.util.List;
import org.hibernate.resource.jdbc.spi.StatementInspector;

/** The statements that Hibernate sent. */
public final class SqlLog implements StatementInspector {

    private final List<String> statements = new ArrayList<>();

    @Override
    public String inspect(String sql) {
        statements.add(sql);
        return sql;
    }

    public String last() {
        return statements.get(statements.size() - 1);
    }

    public List<String> all() {
        return List.copyOf(statements);
    }

    public void clear() {
        statements.clear();
    }
}
