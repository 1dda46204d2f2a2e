package dev.nexs.benchmarks.associations;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

@Entity
class Parent {
    @Id
    Long id;

    String name;

    @OneToMany(mappedBy = "parent")
    Set<First> firsts = new HashSet<>();

    @OneToMany(mappedBy = "parent")
    Set<Second> seconds = new HashSet<>();

    @OneToMany(mappedBy = "parent")
    Set<Third> thirds = new HashSet<>();

    @OneToMany(mappedBy = "parent")
    List<Entry> entries = new ArrayList<>();
}
