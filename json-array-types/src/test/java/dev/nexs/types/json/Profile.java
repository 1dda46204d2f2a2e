package dev.nexs.types.json;

import com.fasterxml.jackson.annotation.JsonBackReference;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonManagedReference;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Neither {@code equals} nor {@code Serializable}. */
public class Profile {

    public String name;
    public int age;
    public double score;
    public LocalDate since;
    public List<Address> addresses = new ArrayList<>();
    public Map<String, Address> byLabel;
    public int[] numbers;

    @JsonManagedReference
    public List<Note> notes = new ArrayList<>();

    @JsonIgnore
    public String cached;

    public Profile() {}

    public Profile(String name) {
        this.name = name;
    }

    public static class Address {
        public String city;
        public boolean main;

        public Address() {}

        public Address(String city) {
            this.city = city;
        }
    }

    public static class Note {
        public String text;

        @JsonBackReference
        public Profile owner;
    }
}
