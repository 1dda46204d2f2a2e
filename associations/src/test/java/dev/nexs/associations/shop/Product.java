package dev.nexs.associations.shop;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;

@Entity
@Inheritance(strategy = InheritanceType.JOINED)
public class Product {
    @Id
    @GeneratedValue
    public Long id;

    public String name;

    protected Product() {}

    public Product(String name) {
        this.name = name;
    }

    public String getName() {
        return name;
    }
}
