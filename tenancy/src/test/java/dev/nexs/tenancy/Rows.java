package dev.nexs.tenancy;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.annotations.TenantId;

/** A shop whose rows say whose they are. */
final class Rows {

    private Rows() {}

    @Entity(name = "Customer")
    @Table(name = "customer")
    static class Customer {
        @Id
        Long id;

        @TenantId
        @Column(name = "tenant_id")
        String tenant;

        String name;

        @OneToMany(mappedBy = "customer", cascade = CascadeType.PERSIST)
        List<Purchase> purchases = new ArrayList<>();

        @ElementCollection
        Set<String> tags = new HashSet<>();

        Customer() {}

        Customer(long id, String name) {
            this.id = id;
            this.name = name;
        }
    }

    @Entity(name = "Purchase")
    @Table(name = "purchase")
    static class Purchase {
        @Id
        Long id;

        @TenantId
        @Column(name = "tenant_id")
        String tenant;

        String item;

        @ManyToOne(fetch = FetchType.LAZY)
        Customer customer;

        Purchase() {}

        Purchase(long id, String item, Customer customer) {
            this.id = id;
            this.item = item;
            this.customer = customer;
        }
    }
}
