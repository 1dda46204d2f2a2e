package dev.nexs.examples.demo;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

/** A row of some tenant's. Hibernate sets whose. */
@Entity
class Letter {

    @Id
    @GeneratedValue
    @Nullable
    Long id;

    @TenantId
    @Nullable
    String tenant;

    String text = "";

    /** For Hibernate. */
    protected Letter() {}

    Letter(String text) {
        this.text = text;
    }
}
