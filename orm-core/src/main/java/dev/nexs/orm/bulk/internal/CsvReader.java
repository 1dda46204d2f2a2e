package dev.nexs.orm.bulk.internal;

import dev.nexs.orm.bulk.BulkException;
import dev.nexs.orm.bulk.CsvRow;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Reads CSV as PostgreSQL does: quotes are doubled, and quoted fields may hold line ends. Not thread-safe. */
public final class CsvReader implements Iterator<CsvRow> {

    private final Reader reader;
    private final char delimiter;
    private long line = 1;
    private int ahead = -2;
    private @Nullable CsvRow next;

    /** A reader of {@code reader}, which its owner closes. */
    public CsvReader(Reader reader, char delimiter) {
        this.reader = reader instanceof BufferedReader ? reader : new BufferedReader(reader, 1 << 16);
        this.delimiter = delimiter;
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            try {
                next = read();
            } catch (IOException e) {
                throw new BulkException("The file could not be read on from line " + line + ": " + e.getMessage(), e);
            }
        }
        return next != null;
    }

    @Override
    public CsvRow next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        CsvRow row = next;
        next = null;
        return row;
    }

    private int take() throws IOException {
        int c = ahead == -2 ? reader.read() : ahead;
        ahead = -2;
        line += c == '\n' ? 1 : 0;
        return c;
    }

    private int look() throws IOException {
        if (ahead == -2) {
            ahead = reader.read();
        }
        return ahead;
    }

    private @Nullable CsvRow read() throws IOException {
        while (look() == '\n' || look() == '\r') {
            take(); // empty lines
        }
        if (look() < 0) {
            return null;
        }
        long begin = line;
        List<@Nullable String> fields = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        boolean quoted = false;
        while (true) {
            int c = take();
            if (c == '"' && (text.isEmpty() || quoted)) {
                quoted = true;
                quote(text, begin);
            } else if (c == delimiter || c == '\n' || c < 0 || (c == '\r' && (look() == '\n' || look() < 0))) {
                fields.add(text.isEmpty() && !quoted ? null : text.toString());
                text.setLength(0);
                quoted = false;
                if (c != delimiter) {
                    if (c == '\r') {
                        take();
                    }
                    return new CsvRow(begin, fields);
                }
            } else {
                text.append((char) c);
            }
        }
    }

    private void quote(StringBuilder text, long begin) throws IOException {
        for (int c = take(); ; c = take()) {
            if (c < 0) {
                throw new BulkException("A quoted field that begins in the row at line " + begin + " has no end", null);
            }
            if (c != '"') {
                text.append((char) c);
            } else if (look() == '"') {
                text.append((char) take());
            } else {
                return;
            }
        }
    }
}
