package dev.nexs.associations.shop;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;

@Entity
public class Line {
    @Id
    @GeneratedValue
    public Long id;

    public int qty;

    @ManyToOne(fetch = FetchType.LAZY)
    public Order order;

    @ManyToOne(fetch = FetchType.LAZY, cascade = jakarta.persistence.CascadeType.PERSIST)
    public Product product;

    protected Line() {}

    public Line(Order order, int qty, Product product) {
        this.order = order;
        this.qty = qty;
        this.product = product;
    }

    public Product getProduct() {
        return product;
    }

    public int getQty() {
        return qty;
    }
}
