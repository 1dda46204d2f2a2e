package dev.nexs.associations.shop;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import java.util.HashSet;
import java.util.Set;

@Entity
public class Tag {
    @Id
    @GeneratedValue
    public Long id;

    public String name;

    @ManyToMany(mappedBy = "tags")
    public Set<Order> orders = new HashSet<>();

    protected Tag() {}

    public Tag(String name) {
        this.name = name;
    }
}
