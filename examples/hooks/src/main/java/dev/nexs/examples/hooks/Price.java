package dev.nexs.examples.hooks;

import dev.nexs.orm.hooks.Audited;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/** Whose changes are written down. */
@Entity
@Audited
class Price {

    @Id
    @Nullable
    Long id;

    long cents;

    protected Price() {}

    Price(long id, long cents) {
        this.id = id;
        this.cents = cents;
    }
}
