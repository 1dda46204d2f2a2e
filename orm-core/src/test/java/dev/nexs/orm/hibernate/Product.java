package dev.nexs.orm.hibernate;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

@Entity
class Product {

    @Id
    Long id;

    String name;

    Product() {}

    Product(long id, String name) {
        this.id = id;
        this.name = name;
    }
}
