package dev.nexs.benchmarks.json;

import java.io.Serializable;
import java.util.List;

/** The same document as a record. */
public record Document(String name, int counter, boolean active, double score, List<Entry> entries)
        implements Serializable {

    public record Entry(String city, String street, int number, List<String> tags) implements Serializable {}

    Document next() {
        return new Document(name, counter + 1, active, score, entries);
    }
}
