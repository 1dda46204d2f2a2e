package dev.nexs.examples.softdelete;

import dev.nexs.softdelete.DeletedBy;
import dev.nexs.softdelete.DeletionReason;
import dev.nexs.softdelete.Retention;
import dev.nexs.softdelete.SoftDeletable;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A customer; the email is unique among those that are not in the trash, where they stay for thirty days. */
@Entity
@Retention("30d")
@SoftDeletable(unique = "email")
class Customer {

    @Id
    int id;

    String email = "";

    @DeletedBy
    @Nullable
    String deletedBy;

    @DeletionReason
    @Nullable
    String reason;

    @OneToMany(mappedBy = "customer", cascade = CascadeType.ALL)
    List<Purchase> purchases = new ArrayList<>();

    Customer() {}

    Customer(int id, String email, int purchases) {
        this.id = id;
        this.email = email;
        for (int i = 1; i <= purchases; i++) {
            this.purchases.add(new Purchase(id * 100 + i, this));
        }
    }
}
