package dev.nexs.benchmarks.json;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** A document, of about 2 kB with 15 entries. No {@code equals}; serializable, since Hypersistence refuses it otherwise. */
public class Profile implements Serializable {

    public String name = "";
    public int counter;
    public boolean active;
    public double score;
    public List<Entry> entries = new ArrayList<>();

    public static class Entry implements Serializable {
        public String city = "";
        public String street = "";
        public int number;
        public List<String> tags = new ArrayList<>();
    }

    static Profile sample(int entries) {
        Profile profile = new Profile();
        profile.name = "Ada Lovelace";
        profile.active = true;
        profile.score = 12.5;
        for (int i = 0; i < entries; i++) {
            Entry entry = new Entry();
            entry.city = "a city with a name " + i;
            entry.street = "a street with a longer name " + i;
            entry.number = i;
            entry.tags.addAll(List.of("home", "billing", "tag" + i));
            profile.entries.add(entry);
        }
        return profile;
    }
}
