package dev.nexs.associations.shop;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.List;

@Entity
public class Customer {
    @Id
    @GeneratedValue
    public Long id;

    public String name;

    @ManyToOne(fetch = FetchType.LAZY)
    public Country country;

    @OneToMany(mappedBy = "customer")
    public List<Order> orders = new ArrayList<>();

    protected Customer() {}

    public Customer(String name, Country country) {
        this.name = name;
        this.country = country;
    }

    public List<Order> getOrders() {
        return orders;
    }

    public Country getCountry() {
        return country;
    }

    public String getName() {
        return name;
    }
}
