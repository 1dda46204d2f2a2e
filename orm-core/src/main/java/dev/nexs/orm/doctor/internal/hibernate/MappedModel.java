package dev.nexs.orm.doctor.internal.hibernate;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.doctor.internal.Notes;
import dev.nexs.orm.hibernate.transactions.ProviderConnections;
import jakarta.persistence.Parameter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.hibernate.HibernateException;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.boot.Metadata;
import org.hibernate.dialect.Dialect;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Table;
import org.hibernate.query.Query;
import org.hibernate.query.QueryParameter;
import org.jspecify.annotations.Nullable;

/** What a session factory maps, and ways to ask its database. */
public final class MappedModel {

    private static final long LARGE = 10_000;
    private static final Pattern SCAN = Pattern.compile("Seq Scan on (\\S+)");

    private final SessionFactoryImplementor factory;
    private final Metadata metadata;

    private MappedModel(SessionFactoryImplementor factory, Metadata metadata) {
        this.factory = factory;
        this.metadata = metadata;
    }

    /** {@return what {@code factory} maps} */
    public static MappedModel of(SessionFactory factory) {
        SessionFactoryImplementor implementor = factory.unwrap(SessionFactoryImplementor.class);
        Metadata metadata = KnownModels.of(implementor);
        if (metadata == null) {
            throw new IllegalStateException("The mapping of this session factory is not known: it was built without the"
                    + " service contributors of the class path, or is closed. Build it as usual, and examine it while it"
                    + " is open");
        }
        return new MappedModel(implementor, metadata);
    }

    /** {@return the datasource behind the session factory, if it is ours and everybody's} */
    public @Nullable NexsDataSource dataSource() {
        if (ProviderConnections.areOfTenants(factory)) {
            return null;
        }
        DataSource source = ProviderConnections.dataSource(factory);
        try {
            return source == null
                    ? null
                    : source instanceof NexsDataSource ours
                            ? ours
                            : source.isWrapperFor(NexsDataSource.class) ? source.unwrap(NexsDataSource.class) : null;
        } catch (SQLException e) {
            return null;
        }
    }

    /** Runs on a connection of the session factory's own. */
    public @Nullable SQLException onConnection(Function<Connection, @Nullable SQLException> work) {
        try (StatelessSession session = factory.openStatelessSession()) {
            return session.doReturningWork(work::apply);
        } catch (HibernateException e) {
            return e.getCause() instanceof SQLException cause ? cause : new SQLException(e);
        }
    }

    Metadata metadata() {
        return metadata;
    }

    Dialect dialect() {
        return metadata.getDatabase().getDialect();
    }

    Collection<Table> tables() {
        return metadata.collectTableMappings().stream()
                .filter(table -> table.isPhysicalTable() && !table.isSubselect())
                .toList();
    }

    String sqlName(Table table) {
        return table.getQualifiedName(factory.getSqlStringGenerationContext());
    }

    String[] statements(org.hibernate.boot.model.relational.AuxiliaryDatabaseObject object) {
        return object.appliesToDialect(dialect())
                ? object.sqlCreateStrings(factory.getSqlStringGenerationContext())
                : new String[0];
    }

    String sqlName(org.hibernate.boot.model.relational.Sequence sequence) {
        return factory.getSqlStringGenerationContext().format(sequence.getName());
    }

    /** {@return the column's name as the server's catalogue has it} */
    static String catalogueName(Column column) {
        return column.isQuoted() ? column.getName() : column.getName().toLowerCase(Locale.ROOT);
    }

    /** Has the server plan each named query as it would for any values, and looks for scans of large tables. */
    public void plansOfNamedQueries(Notes notes) {
        List<String> names = new ArrayList<>();
        metadata.visitNamedHqlQueryDefinitions(definition -> names.add(definition.getRegistrationName()));
        for (String name : names) {
            notes.examined(1);
            try {
                planOf(name, notes);
            } catch (RuntimeException e) {
                notes.note(
                        "query.unplanned",
                        name,
                        "The named query was not planned: " + e.getMessage(),
                        "EXPLAIN it by hand if it matters");
            }
        }
    }

    private void planOf(String name, Notes notes) {
        List<String> sql = new ArrayList<>();
        try (Session session = factory.withOptions()
                .readOnly(true)
                .statementInspector((UnaryOperator<String>) statement -> {
                    sql.add(statement);
                    return statement;
                })
                .openSession()) {
            session.beginTransaction();
            try {
                Query<?> query = session.createNamedQuery(name, Object.class);
                query.setReadOnly(true);
                session.doWork(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("set local statement_timeout = '2s'");
                    }
                });
                for (Parameter<?> parameter : query.getParameters()) {
                    bindNull(query, (QueryParameter<?>) parameter);
                }
                query.getResultList();
                session.doWork(connection -> {
                    for (String statement : List.copyOf(sql)) {
                        plan(name, statement, connection, notes);
                    }
                });
            } finally {
                session.getTransaction().rollback();
            }
        }
    }

    /** No row is equal to null, so the query is sent and reads next to nothing. */
    private static void bindNull(Query<?> query, QueryParameter<?> parameter) {
        if (parameter.isNamed()) {
            if (parameter.allowsMultiValuedBinding()) {
                query.setParameterList(String.valueOf(parameter.getName()), java.util.Collections.singletonList(null));
            } else {
                query.setParameter(String.valueOf(parameter.getName()), null);
            }
        } else {
            query.setParameter(java.util.Objects.requireNonNull(parameter.getPosition()), null);
        }
    }

    private static void plan(String name, String sql, Connection connection, Notes notes) throws SQLException {
        int[] parameters = new int[1];
        String numbered = numbered(sql, parameters);
        String arguments = parameters[0] == 0
                ? ""
                : "(" + String.join(", ", java.util.Collections.nCopies(parameters[0], "null")) + ")";
        List<String> scanned = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local plan_cache_mode = force_generic_plan");
            statement.execute("prepare nexs_doctor as " + numbered);
            try (ResultSet plan = statement.executeQuery("explain execute nexs_doctor" + arguments)) {
                String above = "";
                while (plan.next()) {
                    String line = plan.getString(1);
                    Matcher scan = SCAN.matcher(above);
                    if (line.strip().startsWith("Filter:") && scan.find()) {
                        scanned.add(scan.group(1));
                    }
                    above = line;
                }
            } finally {
                statement.execute("deallocate nexs_doctor");
            }
        }
        for (String table : scanned) {
            reportIfLarge(name, table, connection, notes);
        }
    }

    private static void reportIfLarge(String name, String table, Connection connection, Notes notes)
            throws SQLException {
        notes.check(
                connection,
                table,
                "select reltuples::bigint from pg_catalog.pg_class where oid = to_regclass(?) and reltuples >= "
                        + LARGE,
                row -> notes.warn(
                        "query.full-scan",
                        name,
                        "The named query reads all of " + table + ", about " + row.getLong(1) + " rows, to filter them",
                        "Create an index for what it filters by"),
                table);
    }

    /** {@return the statement with {@code $1} in the place of each question mark that is a parameter} */
    static String numbered(String sql, int[] parameters) {
        StringBuilder out = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
            }
            if (c == '?' && !quoted) {
                if (i + 1 < sql.length() && sql.charAt(i + 1) == '?') {
                    out.append('?');
                    i++;
                } else {
                    out.append('$').append(++parameters[0]);
                }
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
