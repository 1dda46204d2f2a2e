package dev.nexs.examples.etl;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

/** The same in both databases. */
@Entity
@NullUnmarked
public class Product {

    @Id
    long id;

    String name;

    int price;

    Instant changedAt;

    /** Called by Hibernate. */
    protected Product() {}

    Product(long id, String name, int price, Instant changedAt) {
        this.id = id;
        this.name = name;
        this.price = price;
        this.changedAt = changedAt;
    }
}
