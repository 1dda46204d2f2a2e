package dev.nexs.examples.softdelete;

import dev.nexs.softdelete.OnRemoval;
import dev.nexs.softdelete.RemovalRule;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.jspecify.annotations.Nullable;

/** While it runs its customer cannot be removed, as a foreign key would have it for rows that are deleted. */
@Entity
class Contract {

    @Id
    int id;

    @ManyToOne(fetch = FetchType.LAZY)
    @OnRemoval(RemovalRule.RESTRICT)
    @Nullable
    Customer customer;

    Contract() {}

    Contract(int id, Customer customer) {
        this.id = id;
        this.customer = customer;
    }
}
