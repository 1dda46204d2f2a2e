package dev.nexs.orm.bulk.internal.hibernate;

import dev.nexs.orm.bulk.CsvRow;
import dev.nexs.orm.bulk.internal.CopyBuffer;
import dev.nexs.orm.bulk.internal.CopyTarget;
import dev.nexs.orm.bulk.internal.RowEncoder;
import dev.nexs.orm.bulk.internal.Segment;
import dev.nexs.orm.bulk.internal.UnsuitableValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns rows of a CSV file into lines of text, which the server converts. Used by one thread. */
public final class CsvEncoder implements RowEncoder<CsvRow> {

    private final EntityEncoder<?> owner;
    private final CopyTarget target;
    private final int columns;
    private final List<Supplier<@Nullable String>> more;

    CsvEncoder(
            EntityEncoder<?> owner,
            String table,
            List<CopyTarget.Column> given,
            List<CopyTarget.Column> added,
            List<Supplier<@Nullable String>> more) {
        this.owner = owner;
        List<CopyTarget.Column> all = new ArrayList<>(given);
        all.addAll(added);
        this.target = new CopyTarget(owner.subject(), table, all, false);
        this.columns = given.size();
        this.more = more;
    }

    @Override
    public String subject() {
        return owner.subject();
    }

    @Override
    public List<CopyTarget> targets() {
        return List.of(target);
    }

    @Override
    public List<String> warnings() {
        return owner.warnings();
    }

    @Override
    public void encode(CsvRow row, Segment into) {
        if (row.fields().size() != columns) {
            throw new UnsuitableValueException(
                    "22P04",
                    "the row at line " + row.line() + " has " + row.fields().size() + " fields, but the header has "
                            + columns);
        }
        CopyBuffer buffer = into.line(0);
        for (int i = 0; i < columns; i++) {
            buffer.textField(i == 0, row.fields().get(i));
        }
        for (Supplier<@Nullable String> each : more) {
            buffer.textField(false, each.get());
        }
        buffer.putByte('\n');
    }

    @Override
    public void close() {
        owner.close();
    }
}
