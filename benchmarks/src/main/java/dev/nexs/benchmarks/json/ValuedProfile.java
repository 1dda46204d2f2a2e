package dev.nexs.benchmarks.json;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The document of {@link Profile} with {@code equals} at each level: what the peers' guides ask for, their best case. */
public class ValuedProfile implements Serializable {

    public String name = "";
    public int counter;
    public boolean active;
    public double score;
    public List<Entry> entries = new ArrayList<>();

    @Override
    public boolean equals(Object other) {
        return other instanceof ValuedProfile that
                && that.counter == counter
                && that.active == active
                && Double.compare(that.score, score) == 0
                && that.name.equals(name)
                && that.entries.equals(entries);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, counter, active, score, entries);
    }

    public static class Entry implements Serializable {
        public String city = "";
        public String street = "";
        public int number;
        public List<String> tags = new ArrayList<>();

        @Override
        public boolean equals(Object other) {
            return other instanceof Entry that
                    && that.number == number
                    && that.city.equals(city)
                    && that.street.equals(street)
                    && that.tags.equals(tags);
        }

        @Override
        public int hashCode() {
            return Objects.hash(city, street, number, tags);
        }
    }
}
