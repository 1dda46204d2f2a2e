package dev.nexs.examples.softdelete;

import dev.nexs.softdelete.SoftDeletable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.jspecify.annotations.Nullable;

/** What a customer bought. */
@Entity
@SoftDeletable
class Purchase {

    @Id
    int id;

    @ManyToOne(fetch = FetchType.LAZY)
    @Nullable
    Customer customer;

    Purchase() {}

    Purchase(int id, Customer customer) {
        this.id = id;
        this.customer = customer;
    }
}
