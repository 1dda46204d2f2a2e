package dev.nexs.associations.shop;

import jakarta.persistence.CascadeType;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

@Entity
@Table(name = "orders")
public class Order {
    @Id
    @GeneratedValue
    public Long id;

    @ManyToOne(fetch = FetchType.LAZY)
    public Customer customer;

    @Embedded
    public Address address;

    @OneToMany(mappedBy = "order", cascade = CascadeType.PERSIST)
    @OrderBy("qty")
    public List<Line> lines = new ArrayList<>();

    @ManyToMany(cascade = CascadeType.PERSIST)
    public Set<Tag> tags = new HashSet<>();

    @ElementCollection
    @OrderColumn
    public List<String> notes = new ArrayList<>();

    @ElementCollection
    public Map<String, String> labels = new HashMap<>();

    @ElementCollection
    public List<Address> stops = new ArrayList<>();

    public Line line(int qty, Product product) {
        Line line = new Line(this, qty, product);
        lines.add(line);
        return line;
    }

    public List<Line> getLines() {
        return lines;
    }

    public Customer getCustomer() {
        return customer;
    }

    public Set<Tag> getTags() {
        return tags;
    }
}
