package dev.nexs.orm.bulk.internal;

import dev.nexs.orm.bulk.UpsertOutcome;
import dev.nexs.orm.bulk.UpsertOutcome.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows that go by COPY into a temporary table, whose lines are numbered, and from there by one statement into their table, so
 * that what became of each is known. Immutable.
 *
 * <p>An upsert is INSERT ... ON CONFLICT on every version of the server: MERGE is not safe against another session that
 * inserts the same key meanwhile. Whether a row was there is told by {@code RETURNING old} where the server has it, and by
 * {@code xmax} before.
 */
public final class Merge implements Sink {

    private static final String STAGE = "nexs_stage";
    private static final int HAS_OLD = 180_000;
    private static final Set<String> WITHOUT_EQUALITY = Set.of("json", "xml", "point", "polygon");

    private final Action action;
    private final CopyTarget target;
    private final List<String> keys;
    private final List<String> changed;
    private final @Nullable String version;
    private final boolean outcomes;
    private final BiConsumer<Object, Object> generated;

    /** What is done with the rows. */
    public enum Action {
        /** Inserted, or taken over where the key is there. */
        UPSERT,
        /** Inserted, or left alone where the key is there. */
        INSERT_NEW,
        /** Taken over where the key is there. */
        UPDATE,
        /** Inserted, and the generated identifier read back. */
        INSERT_RETURNING
    }

    /**
     * A merge.
     *
     * @param keys columns by which rows are found, or whose values are read back
     * @param changed columns that are taken over
     * @param version the column that counts changes, or null
     * @param outcomes whether it is told what became of each row
     * @param generated told of each row and its identifier that was read back
     */
    public Merge(
            Action action,
            CopyTarget target,
            List<String> keys,
            List<String> changed,
            @Nullable String version,
            boolean outcomes,
            BiConsumer<Object, Object> generated) {
        this.action = action;
        this.target = target;
        this.keys = keys;
        this.changed = changed;
        this.version = version;
        this.outcomes = outcomes;
        this.generated = generated;
    }

    @Override
    public boolean needsRows() {
        return outcomes || action == Action.INSERT_RETURNING;
    }

    @Override
    public void begin(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMPORARY TABLE IF NOT EXISTS " + STAGE + " ON COMMIT DROP AS SELECT "
                    + target.columnList() + " FROM " + target.table() + " WHERE false; ALTER TABLE " + STAGE
                    + " ADD COLUMN IF NOT EXISTS nexs_row int GENERATED ALWAYS AS IDENTITY");
        }
    }

    @Override
    public Counts send(Connection connection, Segment segment, int from, int to) throws SQLException {
        CopyBuffer buffer = segment.buffer(0);
        try (Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE " + STAGE + " RESTART IDENTITY");
            if (!Sink.copy(connection, target.copyInto(STAGE), target.binary(), buffer, from, to)) {
                return Counts.NONE;
            }
            int first = buffer.firstLine(from);
            int lines = buffer.firstLine(to) - first;
            int server = connection.getMetaData().getDatabaseMajorVersion() * 10_000;
            return switch (action) {
                case UPSERT, INSERT_NEW -> upsert(statement, segment, first, lines, server);
                case UPDATE -> update(statement, segment, first, lines);
                case INSERT_RETURNING -> insert(statement, segment, first, lines);
            };
        }
    }

    private Counts upsert(Statement statement, Segment segment, int first, int lines, int server) throws SQLException {
        String key = String.join(", ", keys);
        String wasNew = server >= HAS_OLD ? "(old IS NULL)" : "(xmax = 0)";
        String sql = "WITH given AS (SELECT DISTINCT ON (" + key + ") * FROM " + STAGE + " ORDER BY " + key
                + ", nexs_row DESC), done AS (INSERT INTO " + target.table() + " AS present (" + target.columnList()
                + ") SELECT " + target.columnList() + " FROM given ORDER BY nexs_row ON CONFLICT (" + key + ") "
                + (action == Action.INSERT_NEW || changed.isEmpty() ? "DO NOTHING" : conflict()) + " RETURNING "
                + keys.stream().map(each -> "present." + each).collect(Collectors.joining(", ")) + ", " + wasNew
                + " AS nexs_new) SELECT given.nexs_row, done.nexs_new FROM given LEFT JOIN done USING (" + key + ")";
        long inserted = 0;
        long updated = 0;
        @Nullable Kind[] kinds = new @Nullable Kind[lines];
        try (ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                int line = row.getInt(1) - 1;
                boolean isNew = row.getBoolean(2);
                Kind kind = row.wasNull() ? Kind.UNCHANGED : isNew ? Kind.INSERTED : Kind.UPDATED;
                kinds[line] = kind;
                inserted += kind == Kind.INSERTED ? 1 : 0;
                updated += kind == Kind.UPDATED ? 1 : 0;
            }
        }
        return new Counts(inserted, updated, lines - inserted - updated, told(segment, first, kinds));
    }

    private String conflict() {
        return "DO UPDATE SET "
                + changed.stream().map(each -> each + " = excluded." + each).collect(Collectors.joining(", "))
                + (version == null ? "" : ", " + version + " = present." + version + " + 1")
                + " WHERE (" + compared("present") + ") IS DISTINCT FROM (" + compared("excluded") + ")";
    }

    private String compared(String side) {
        return changed.stream()
                .map(each -> side + "." + each + (hasNoEquality(each) ? "::text" : ""))
                .collect(Collectors.joining(", "));
    }

    private boolean hasNoEquality(String column) {
        return target.columns().stream()
                .anyMatch(each -> each.sql().equals(column)
                        && WITHOUT_EQUALITY.contains(each.definition().toLowerCase(Locale.ROOT)));
    }

    private List<UpsertOutcome> told(Segment segment, int first, @Nullable Kind[] kinds) {
        if (!outcomes) {
            return List.of();
        }
        List<UpsertOutcome> told = new ArrayList<>(kinds.length);
        for (int i = 0; i < kinds.length; i++) {
            int row = segment.buffer(0).row(first + i);
            Kind kind = kinds[i];
            told.add(new UpsertOutcome(
                    segment.rowNumber(row), segment.original(row), kind == null ? Kind.SUPERSEDED : kind));
        }
        return told;
    }

    private Counts update(Statement statement, Segment segment, int first, int lines) throws SQLException {
        String sql = "UPDATE " + target.table() + " AS present SET "
                + changed.stream().map(each -> each + " = given." + each).collect(Collectors.joining(", "))
                + (version == null ? "" : ", " + version + " = given." + version + " + 1") + " FROM " + STAGE
                + " AS given WHERE "
                + keys.stream()
                        .map(each -> "present." + each + " = given." + each)
                        .collect(Collectors.joining(" AND "))
                + (version == null ? "" : " AND present." + version + " = given." + version)
                + " RETURNING given.nexs_row";
        @Nullable Kind[] kinds = new @Nullable Kind[lines];
        long updated = 0;
        try (ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                kinds[row.getInt(1) - 1] = Kind.UPDATED;
                updated++;
            }
        }
        if (version != null && updated < lines) {
            throw new SQLException(
                    (lines - updated) + " of " + lines + " rows are gone or have another version than the one that was"
                            + " read; read them again",
                    "22000");
        }
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = kinds[i] == null ? Kind.UNCHANGED : kinds[i];
        }
        return new Counts(0, updated, lines - updated, told(segment, first, kinds));
    }

    private Counts insert(Statement statement, Segment segment, int first, int lines) throws SQLException {
        int line = 0;
        try (ResultSet row = statement.executeQuery(
                "INSERT INTO " + target.table() + " (" + target.columnList() + ") SELECT " + target.columnList()
                        + " FROM " + STAGE + " ORDER BY nexs_row RETURNING " + String.join(", ", keys))) {
            while (row.next()) {
                Object original = segment.original(segment.buffer(0).row(first + line++));
                generated.accept(original, row.getObject(1));
            }
        }
        if (line != lines) {
            throw new SQLException(
                    "Of " + lines + " rows the server stored " + line
                            + ", so it is not known which identifier is whose; a trigger or rule kept some out",
                    "22000");
        }
        return new Counts(lines, 0, 0, List.of());
    }
}
