package dev.nexs.associations.shop;

import dev.nexs.associations.StrictLoading;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;

@Entity
@StrictLoading
public class Ledger {
    @Id
    @GeneratedValue
    public Long id;

    @ManyToOne(fetch = FetchType.LAZY)
    public Order order;

    @jakarta.persistence.ElementCollection
    public java.util.Set<String> notes = new java.util.HashSet<>();
}
