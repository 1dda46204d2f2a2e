package dev.nexs.examples.copy;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import java.time.Instant;
import org.hibernate.annotations.CreationTimestamp;
import org.jspecify.annotations.Nullable;

/** A mapped class like any other. */
@Entity
class Customer {

    @Id
    @GeneratedValue
    @Nullable
    Long id;

    @Column(nullable = false)
    @Nullable
    String name;

    @Column(unique = true)
    @Nullable
    String email;

    int score;

    @CreationTimestamp
    @Nullable
    Instant createdAt;

    Customer() {}

    Customer(String name, String email) {
        this.name = name;
        this.email = email;
    }
}
