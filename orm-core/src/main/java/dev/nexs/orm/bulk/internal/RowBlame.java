package dev.nexs.orm.bulk.internal;

import dev.nexs.orm.bulk.BulkException;
import dev.nexs.orm.bulk.Reject;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ServerErrorMessage;

/** Says which row, attribute and column a failure is about. Immutable. */
final class RowBlame {

    private static final Pattern COLUMN = Pattern.compile(", \\D+?\\d+, \\S+ (\"[^\"]+\"|[^:\\s]+)");

    private final String subject;
    private final List<CopyTarget> targets;
    private final boolean masked;

    RowBlame(String subject, List<CopyTarget> targets, boolean masked) {
        this.subject = subject;
        this.targets = targets;
        this.masked = masked;
    }

    Reject early(Segment segment, int row, UnsuitableValueException problem) {
        return new Reject(
                segment.rowNumber(row),
                segment.original(row),
                problem.sqlState(),
                null,
                problem.attribute(),
                problem.column(),
                reason(problem));
    }

    private String reason(UnsuitableValueException problem) {
        Throwable cause = problem.getCause();
        String what = problem.getMessage() == null ? problem.toString() : problem.getMessage();
        return cause == null || masked ? what : what + ": " + cause.getMessage();
    }

    Reject late(Segment segment, int row, SQLException failure) {
        ServerErrorMessage message = Isolation.message(failure);
        String column = column(failure);
        return new Reject(
                segment.rowNumber(row),
                segment.original(row),
                failure.getSQLState() == null ? "" : failure.getSQLState(),
                message == null ? null : message.getConstraint(),
                attribute(failure, column),
                column,
                reason(failure));
    }

    BulkException exception(Segment segment, int row, UnsuitableValueException problem, long committed) {
        return new BulkException(
                "Row " + segment.rowNumber(row) + " of " + subject + ": " + reason(problem) + committed(committed),
                masked ? null : problem,
                segment.rowNumber(row),
                committed,
                problem.sqlState(),
                null,
                problem.attribute(),
                problem.column());
    }

    BulkException exception(Segment segment, SQLException failure, long committed) {
        ServerErrorMessage message = Isolation.message(failure);
        String column = column(failure);
        String attribute = attribute(failure, column);
        int target = target(failure);
        int line = Isolation.line(failure);
        long row = target < 0
                        || line < 1
                        || target >= segment.buffers()
                        || line > segment.buffer(target).rows()
                ? 0
                : segment.rowNumber(segment.buffer(target).row(line - 1));
        String rows = segment.rowNumber(0) + " to " + segment.rowNumber(segment.rows() - 1);
        return new BulkException(
                (row == 0 ? "Rows " + rows : "Row " + row) + " of " + subject
                        + (attribute == null ? "" : ", attribute " + attribute)
                        + (column == null ? "" : ", column " + column)
                        + ": " + reason(failure) + committed(committed),
                masked ? null : failure,
                row,
                committed,
                failure.getSQLState(),
                message == null ? null : message.getConstraint(),
                attribute,
                column);
    }

    static String committed(long rows) {
        return rows == 0 ? "; nothing is committed" : "; " + rows + " rows are committed";
    }

    private String reason(SQLException failure) {
        ServerErrorMessage message = Isolation.message(failure);
        if (message == null) {
            return String.valueOf(failure.getMessage());
        }
        String text = String.valueOf(message.getMessage());
        if (masked) {
            return text.replaceAll("(?s):.*", "").replaceAll("\"[^\"]*\"$", "\"...\"");
        }
        return message.getDetail() == null ? text : text + " (" + message.getDetail() + ")";
    }

    /** {@return the table that a failure is about, as the number of its buffer; -1 if that is not known} */
    int target(SQLException failure) {
        Matcher name =
                Pattern.compile("^COPY (.+?), \\D+?\\d+", Pattern.MULTILINE).matcher(Isolation.where(failure));
        if (!name.find()) {
            return -1;
        }
        int found = -1;
        for (int i = 0; i < targets.size(); i++) {
            String table = targets.get(i).table();
            if (TableShape.plainName(table.substring(table.lastIndexOf('.') + 1))
                    .equals(name.group(1))) {
                if (found >= 0) {
                    return -1; // two classes of one table: it is not said whose COPY that was
                }
                found = i;
            }
        }
        return found;
    }

    private static @Nullable String column(SQLException failure) {
        ServerErrorMessage message = Isolation.message(failure);
        if (message != null && message.getColumn() != null) {
            return message.getColumn();
        }
        Matcher matcher = COLUMN.matcher(Isolation.where(failure));
        return matcher.find() ? TableShape.plainName(matcher.group(1)) : null;
    }

    private @Nullable String attribute(SQLException failure, @Nullable String column) {
        int target = target(failure);
        return targets.stream()
                .filter(each -> target < 0 || each.equals(targets.get(target)))
                .map(each -> each.attribute(column))
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
